#!/usr/bin/env node
import {run} from './command/run.js';
import {SYSTEM_TERMINAL} from './command/terminal.js';

process.exitCode = await run(process.argv.slice(2), SYSTEM_TERMINAL);
