import type {InboxStrings} from './inbox-strings.js';
import {settingsEn} from './settings-en.js';

const plural = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en');

function counted(count: number, one: string, other: string): string {
  return `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;
}

export const en: InboxStrings = {
  locale: 'en',
  direction: 'ltr',

  product: 'Inbox',
  pageTitle: (unreadCount) => (unreadCount ? `(${number.format(unreadCount)}) Inbox` : 'Inbox'),
  navigation: 'Inbox',
  conversations: 'Conversations',
  starting: 'Starting…',
  retry: 'Try again',
  dismiss: 'Dismiss',

  logIn: 'Log in',
  logInIntroduction: 'Read and answer what your users write.',
  email: 'E-mail',
  password: 'Password',
  loggingIn: 'Logging in…',
  loginNotices: {
    'wrong-credentials': 'This e-mail and password do not belong together. Check both and try again.',
    'too-many-attempts': 'Too many attempts. Wait a minute, then try again.',
    unreachable: 'The service does not answer. Check your connection and try again.',
    'session-ended': 'Your session has ended. Log in again to go on.',
  },
  fieldIsMissing: 'Fill in this field.',
  serviceUnreachable: 'The service does not answer',
  serviceUnreachableAdvice: 'Check your connection, then try again.',
  loggedInAs: (name) => `Logged in as ${name}`,
  logOut: 'Log out',

  connectionLost: 'Connection lost. New messages will appear when it is back. Trying again…',
  notices: {
    'status-not-changed': 'The conversation could not be changed. Try again.',
    'newer-conversation-open': 'This user has begun another conversation since. Answer there.',
    'not-logged-out': 'You are still logged in: the service did not answer. Try again.',
    'earlier-not-loaded': 'The earlier messages could not be loaded. Try again.',
  },

  filter: 'Show conversations that are',
  filters: {open: 'Open', resolved: 'Resolved'},
  loadingConversations: 'Loading conversations…',
  listFailed: 'The conversations could not be loaded.',
  emptyLists: {
    open: {title: 'No open conversations', advice: 'When a user writes, the conversation appears here at once.'},
    resolved: {title: 'Nothing resolved yet', advice: 'Conversations that you resolve are kept here.'},
  },
  unread: 'Unread',
  agent: 'Agent:',

  identityMarks: {
    verified: 'Verified',
    'user-id-verified': 'User ID verified',
    'user-email-verified': 'Address verified',
    'not-verified': 'Not verified',
    anonymous: 'Anonymous',
  },
  identityExplanations: {
    verified: 'The website’s server has proved this identifier. It has not proved the name.',
    'user-id-verified': 'The website’s server has proved the user ID. It has not proved the name.',
    'user-email-verified': 'The website’s server has proved the e-mail address. It has not proved the name.',
    'not-verified': 'Only the page says this. The website’s server has not proved it.',
    anonymous: 'This user is not logged in to the website.',
  },
  anonymousUser: (code) => `Anonymous user ${code}`,
  userDetails: 'About this user',
  userName: 'Name',
  userId: 'User ID',
  userEmail: 'E-mail',
  notGiven: 'Not given',
  app: 'App',
  typedByUser: 'As typed by the user, not verified',
  typedByUserExplanation: 'Anyone could have typed this. Do not rely on it to tell who the user is.',

  backToList: 'Back to the list',
  conversationWith: (name) => `Conversation with ${name}`,
  nothingOpen: 'No conversation is open',
  nothingOpenAdvice: 'Choose one from the list to read and answer it.',
  loadingConversation: 'Loading the conversation…',
  conversationFailed: 'The conversation could not be loaded.',
  conversationMissing: 'There is no such conversation.',
  newMessagesFailed: 'New messages could not be loaded.',
  messages: 'Messages',
  jumpToNewest: 'Jump to the newest message',
  showEarlier: 'Show earlier messages',
  loadingEarlier: 'Loading earlier messages…',
  resolve: 'Resolve',
  reopen: 'Reopen',
  resolvedAdvice: 'This conversation is resolved. Reopen it to answer.',

  answer: 'Your answer',
  answerPlaceholder: 'Write an answer…',
  send: 'Send',
  sendHint: 'Enter sends, Shift + Enter starts a new line.',
  charactersLeft: (count) => `${counted(count, 'character', 'characters')} left`,
  sending: 'Sending…',
  sent: 'Sent',
  failed: 'Not sent.',
  sendAgain: 'Send again',
  user: 'User',
  newMessagesFrom: (name, count) =>
    count === 1 ? `New message from ${name}` : `${number.format(count)} new messages from ${name}`,
  newMessagesIn: (count) => `New messages in ${counted(count, 'conversation', 'conversations')}`,

  settings: settingsEn,
};
