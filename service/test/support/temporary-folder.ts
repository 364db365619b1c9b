import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Owner} from './servers/server-process.js';

/** Makes a folder. The owner removes it. */
export function temporaryFolder(owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'helpshift-chat-service-'));
  owner.after(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
