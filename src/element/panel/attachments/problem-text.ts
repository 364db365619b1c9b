import {fileSize} from '../../../client/file-size.js';
import {fillText} from '../../../client/texts.js';
import type {WaitingFile} from '../../../client/waiting-files.js';
import type {AppSettings} from '../../../protocol/settings.js';
import type {AttachmentStrings} from '../../i18n/strings.js';

/** Says why a file is not sent. `''` for one that may still be sent. */
export function problemText(
  {problem}: Pick<WaitingFile, 'problem'>,
  settings: AppSettings | undefined,
  texts: AttachmentStrings,
  locale: string,
): string {
  switch (problem) {
    case undefined:
      return '';
    case 'payload_too_large': {
      const limit = fileSize((settings?.largestAttachment ?? 0) * 1_000_000, locale);
      return fillText(texts.tooLarge, {limit}, locale);
    }
    case 'unsupported_media_type':
      return settings?.attachmentTypes === 'pictures' ? texts.wrongKindPictures : texts.wrongKindDocuments;
    case 'forbidden':
      return texts.notAllowed;
    case 'unreadable':
      return texts.unreadable;
    default:
      return texts.fileNotSent;
  }
}
