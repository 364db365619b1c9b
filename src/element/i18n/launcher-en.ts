import type {LauncherStrings} from './strings.js';

export const launcherEnglish: LauncherStrings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  loadFailed: 'The chat could not be loaded. Try again, or reload the page.',
};
