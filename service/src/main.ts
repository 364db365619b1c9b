#!/usr/bin/env node
import {run} from './command/run.js';
import {allowEarlyEnd, SYSTEM_TERMINAL} from './command/terminal.js';

allowEarlyEnd(process.stdout);
process.exitCode = await run(process.argv.slice(2), SYSTEM_TERMINAL);
