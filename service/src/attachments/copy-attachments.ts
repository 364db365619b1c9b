import {copyFile, link, mkdir, readdir, stat} from 'node:fs/promises';
import {constants} from 'node:fs';
import {join} from 'node:path';
import {AttachmentFiles} from './attachment-files.js';

/** What was copied. */
export interface CopiedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** No copy of these can be a link: another disk, a file system without links, or too many links. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']);

/**
 * Copies all complete files from one folder of attachments to another. A file that is there already stays. A file never changes, so on the same
 * disk a copy is a second name (a hard link), which takes no room. A service may run meanwhile.
 *
 * @param isLinkNeeded - Does not copy what cannot be linked.
 */
export async function copyAttachments(
  from: string,
  to: string,
  {isLinkNeeded = false}: {readonly isLinkNeeded?: boolean} = {},
): Promise<CopiedFiles> {
  let [files, bytes] = [0, 0];
  for (const part of AttachmentFiles.parts) {
    const source = join(from, 'files', part);
    const names = await readdir(source).catch(missing);
    if (!names?.length) continue;
    const target = join(to, 'files', part);
    await mkdir(target, {recursive: true, mode: 0o700});
    for (const name of names) {
      const size = await copyOne(join(source, name), join(target, name), isLinkNeeded);
      if (size === undefined) continue;
      files++;
      bytes += size;
    }
  }
  return {files, bytes};
}

/** @returns The size; `undefined` when the file was removed meanwhile, or cannot be linked. */
async function copyOne(from: string, to: string, isLinkNeeded: boolean): Promise<number | undefined> {
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      if (isLinkNeeded || !NO_LINK.has(error.code ?? '')) throw error;
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return (await stat(to)).size;
  } catch (error) {
    if (isLinkNeeded && NO_LINK.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    return missing(error as NodeJS.ErrnoException);
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
