#!/usr/bin/env node
import {run} from './command/run.js';
import {ignoreClosedPipe, SYSTEM_TERMINAL} from './command/terminal.js';

// The database contains secret keys: only this user may read the files made here, also in an existing folder.
process.umask(0o077);
ignoreClosedPipe(process.stdout);
process.exitCode = await run(process.argv.slice(2), SYSTEM_TERMINAL);
