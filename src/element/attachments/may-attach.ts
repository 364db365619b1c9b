import type {ChatModel} from '../chat-model.js';

/** Whether the user can send files: the app takes them, and the page does not want full privacy. */
export function mayAttach({claim, settings}: ChatModel): boolean {
  return !!settings?.attachments && !claim?.fullPrivacy;
}
