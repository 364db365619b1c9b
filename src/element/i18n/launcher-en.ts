import type {LauncherStrings} from './strings.js';

export const launcherEnglish: LauncherStrings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  unreadMessages: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
};
