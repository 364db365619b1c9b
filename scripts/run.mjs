import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

/** The repository's folder; every script works from here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the repository's folder and shows what it prints. Its binaries come from `node_modules/.bin`, as in
 * an npm script. Rejects with the command and its exit code when that is not 0.
 *
 * @param {string} command
 * @param {string[]} parameters
 * @returns {Promise<void>}
 */
export function run(command, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {cwd: ROOT, stdio: 'inherit', env: environment()});
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${parameters.join(' ')}: ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/** The environment of a child: the same one, with the binaries of the installed packages on the path. */
export function environment() {
  return {...process.env, PATH: `${ROOT}node_modules/.bin:${process.env['PATH'] ?? ''}`};
}

/**
 * Runs a script's main function; a failure is one line and exit code 1.
 *
 * @param {() => Promise<void>} script
 */
export async function runScript(script) {
  try {
    await script();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
