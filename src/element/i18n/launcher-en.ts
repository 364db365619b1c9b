import type {LauncherStrings} from './strings.js';

export const launcherEnglish: LauncherStrings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  unread: (count) => `${count} unread`,
};
