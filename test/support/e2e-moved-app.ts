/** An app as an operator makes it for a site that comes from Helpshift Web Chat, and the tokens of that site. */
import {execFile} from 'node:child_process';
import {createHmac, randomUUID} from 'node:crypto';
import {promisify} from 'node:util';
import {ROOT} from '../../scripts/run.mjs';
import type {System} from './e2e-system.js';

const run = promisify(execFile);

/** The keys of `helpshiftConfig` that name a user. */
export interface MovedUser {
  readonly userId: string;
  readonly userName: string;
  readonly userAuthToken: string;
}

/** Makes the app with the command. @returns What makes users of its site. */
export async function createMovedApp(system: System, name: string): Promise<(userName: string) => MovedUser> {
  const options = ['--from-helpshift', '--origin', system.site.origin, '--json'];
  const command = ['service/dist/main.js', 'app', 'create', name, ...options];
  const env = {...process.env, DATA_DIR: system.dataDir};
  const {stdout} = await run(process.execPath, command, {cwd: ROOT, env});
  const {secret} = (JSON.parse(stdout) as {key: {secret: string}}).key;
  return (userName) => {
    const userId = `${userName}-${randomUUID()}`;
    // As the sample servers of Helpshift make it: without a version, a separator and padding.
    const userAuthToken = createHmac('sha256', secret).update(userId).digest('base64').replace(/=+$/, '');
    return {userId, userName, userAuthToken};
  };
}
