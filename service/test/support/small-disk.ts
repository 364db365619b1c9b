import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Owner} from './servers/server-process.js';

/** A file system of some megabytes, which a test can fill. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it to the last byte. */
  readonly fill: () => void;
  /** Makes room again. */
  readonly free: () => void;
  /** Makes the disk read-only, or writable again. */
  readonly setReadOnly: (isReadOnly: boolean) => void;
}

/**
 * Mounts a small file system, which only root may do, as in CI and in a container. On another computer the test fails: a full disk cannot
 * be simulated.
 */
export function smallDisk(owner: Owner, megabytes = 8): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'helpshift-chat-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {stdio: 'pipe'});
  } catch (error) {
    throw new Error('this test needs a full disk, so it mounts a small one: run it as root', {cause: error});
  }
  owner.after(() => {
    // Lazily: the library keeps files open.
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  const filling = join(folder, 'filling');
  return {
    folder,
    fill: () => {
      const {bavail, bsize} = statfsSync(folder);
      // Nothing is left of it, so the first try fails in the middle.
      if (bavail) writeFileSync(filling, Buffer.alloc(bavail * bsize), {flag: 'a'});
    },
    free: () => rmSync(filling),
    setReadOnly: (isReadOnly) =>
      void execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder], {stdio: 'pipe'}),
  };
}
