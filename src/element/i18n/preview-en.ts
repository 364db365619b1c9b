import type {PreviewStrings} from './strings.js';

export const previewEnglish: PreviewStrings = {
  newMessage: 'New message',
  closePreview: 'Close the preview',
};
