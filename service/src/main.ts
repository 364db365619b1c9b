#!/usr/bin/env node
import {run} from './command/run.js';
import {ignoreClosedPipe, SYSTEM_TERMINAL} from './command/terminal.js';

// The database holds secret keys: what is made here is for this user alone, also in a folder that was there before.
process.umask(0o077);
ignoreClosedPipe(process.stdout);
process.exitCode = await run(process.argv.slice(2), SYSTEM_TERMINAL);
