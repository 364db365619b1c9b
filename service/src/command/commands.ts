import {agentCreate, agentDelete, agentList, agentSetPassword} from './agent.js';
import {appCreate, appList, appMoveAddresses, appSet} from './app.js';
import {auditList} from './audit.js';
import {backup} from './backup.js';
import {defineCommand, type Command} from './command.js';
import {keyCreate, keyDelete, keyList} from './key.js';
import {move} from './move.js';
import {restore} from './restore.js';
import {token} from './token.js';
import {userErase, userExport} from './user.js';
import {verify} from './verify.js';
import {readConfig} from '../config.js';

const serve = defineCommand(
  {
    name: 'serve',
    summary: 'Runs the service until it is stopped',
    positionals: [],
    options: {demo: {kind: 'flag', help: 'also serve a demo shop at /, with a backend for its log-in'}},
  },
  async ({options}, {environment}) => {
    const config = readConfig(environment);
    // Imported here, so that the other commands do not load the code of the service.
    const service = await import('./serve.js');
    await service.serve(config, options);
  },
);

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  serve,
  appCreate,
  appList,
  appSet,
  appMoveAddresses,
  keyCreate,
  keyList,
  keyDelete,
  agentCreate,
  agentList,
  agentSetPassword,
  agentDelete,
  userExport,
  userErase,
  auditList,
  token,
  verify,
  backup,
  restore,
  move,
];
