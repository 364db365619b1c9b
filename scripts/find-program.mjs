/** Looks for programs that the tests need, and installs Debian's packages of them. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/**
 * The paths that programs with these names would have on `PATH`.
 *
 * @param {readonly string[]} names
 */
export function placesOnPath(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * A folder can be "executed" too, so being a file counts as well.
 *
 * @param {string} path
 */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Not there, or not ours to run.
  }
}

/**
 * Installs packages with apt-get, as root on Debian; elsewhere it does nothing. Whether it worked is seen by looking for the
 * program again.
 *
 * @param {...string} packages
 */
export function installFromDebian(...packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error(`Installing ${packages.join(' ')} with apt-get …`);
  attempt('apt-get', ['update', '-qq']);
  // Two installations at once: the second one waits for the first.
  const patience = ['-o', 'DPkg::Lock::Timeout=300'];
  attempt('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', ...patience, ...packages]);
}

/**
 * Runs an installer. Its output goes to standard error, because standard output may be for a path alone.
 *
 * @param {string} command
 * @param {string[]} parameters
 */
export function attempt(command, parameters) {
  spawnSync(command, parameters, {stdio: ['ignore', 2, 2], env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'}});
}
