import {closeSync, fsyncSync, openSync} from 'node:fs';
import {dirname} from 'node:path';

/** Makes an empty file for this user alone. Throws `EEXIST` when there is one. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}

/** Waits until the contents of a file are on the disk. */
export function syncFile(file: string): void {
  const opened = openSync(file, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Waits until the name of a file is on the disk. */
export function syncFolderOf(file: string): void {
  // Windows opens no folder, and needs no such call.
  if (process.platform !== 'win32') syncFile(dirname(file));
}
