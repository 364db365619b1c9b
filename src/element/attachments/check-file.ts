import type {FileProblem} from '../../client/waiting-files.js';
import type {AppSettings} from '../../protocol/settings.js';

const DOCUMENT =
  /^(?:text\/(?!html)|message\/rfc822|application\/(?:pdf|rtf|json|msword|vnd\.(?:ms-(?:excel|powerpoint)$|openxmlformats-officedocument\.|oasis\.opendocument\.)))/;

/** What the service makes a picture of. Of others, such as SVG, the browser says that they are pictures, too. */
const PICTURE = /^image\/(?:png|apng|jpeg|gif|webp|avif)$/;

/**
 * Why the app does not take a file, as far as the browser knows it; `undefined` when the service has to decide. It decides by the content, and
 * the browser knows only the name, so what is not clear is uploaded.
 */
export function checkFile(
  {size, type}: Pick<File, 'size' | 'type'>,
  {largestAttachment, attachmentTypes}: Pick<AppSettings, 'largestAttachment' | 'attachmentTypes'>,
): FileProblem | undefined {
  if (size > largestAttachment * 1_000_000) return 'payload_too_large';
  const isTaken =
    !type ||
    (attachmentTypes !== 'pictures' && attachmentTypes !== 'documents') ||
    PICTURE.test(type) ||
    (attachmentTypes === 'documents' && DOCUMENT.test(type));
  return isTaken ? undefined : 'unsupported_media_type';
}
