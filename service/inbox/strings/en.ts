import type {InboxStrings} from './inbox-strings.js';
import {settingsEn} from './settings-en.js';

const plural = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en');

function counted(count: number, one: string, other: string): string {
  return `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;
}

const MINUTES_OF_HOUR = 60;
const HOURS_OF_DAY = 24;

/** A time of waiting in one unit, so that a row can be read at a glance. */
function duration(minutes: number): string {
  if (minutes < 1) return 'under 1 min';
  if (minutes < MINUTES_OF_HOUR) return `${number.format(minutes)} min`;
  const hours = Math.floor(minutes / MINUTES_OF_HOUR);
  if (hours < 2 * HOURS_OF_DAY) return `${number.format(hours)} h`;
  return `${number.format(Math.floor(hours / HOURS_OF_DAY))} days`;
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
    'changed-by-others': 'Somebody else has changed this conversation in the meantime. Look at it again.',
    'newer-conversation-open': 'This user has begun another conversation since. Answer there.',
    'not-logged-out': 'You are still logged in: the service did not answer. Try again.',
    'earlier-not-loaded': 'The earlier messages could not be loaded. Try again.',
    'list-not-continued': 'More conversations could not be loaded. Try again.',
  },

  filter: 'Show conversations that are',
  filters: {waiting: 'Waiting', open: 'Open', closed: 'Closed'},
  loadingConversations: 'Loading conversations…',
  listFailed: 'The conversations could not be loaded.',
  emptyLists: {
    open: {title: 'No open conversations', advice: 'When a user writes, the conversation appears here at once.'},
    waiting: {title: 'Nobody waits', advice: 'All users have an answer.'},
    closed: {title: 'Nothing closed yet', advice: 'Conversations that you resolve or reject are kept here.'},
  },
  showMore: 'Show more conversations',
  loadingMore: 'Loading more conversations…',
  unreadableConversations: (count) =>
    `${counted(count, 'conversation', 'conversations')} cannot be shown here. Reload the page to see ${count === 1 ? 'it' : 'them'}.`,
  unread: 'Unread',
  agent: 'Agent:',
  bot: 'Bot:',
  waits: (minutes) => `waits ${duration(minutes)}`,

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
  changes: {resolved: 'Resolve', rejected: 'Reject', reopened: 'Reopen'},
  authors: {bot: 'Identity Bot', service: 'Service'},
  happened: {
    resolved: (name) => (name ? `${name} resolved the conversation` : 'The conversation was resolved'),
    rejected: (name) => (name ? `${name} rejected the conversation` : 'The conversation was rejected'),
    reopened: (name) => (name ? `${name} reopened the conversation` : 'The conversation was reopened'),
    ended: () => 'The conversation has ended: a new conversation has begun',
  },
  unknownEntry: 'Something cannot be shown here. Reload the page to see it.',
  noteMark: 'Note, only agents see it',

  writingModes: 'What you write',
  modes: {text: 'Answer', note: 'Note'},
  fields: {
    text: {label: 'Your answer', placeholder: 'Write an answer…'},
    note: {label: 'Your note, only agents see it', placeholder: 'Write a note that only agents see…'},
  },
  send: {text: 'Send', note: 'Add note'},
  cannotAnswer: {
    resolved: 'This conversation is resolved. Reopen it to answer.',
    rejected: 'This conversation was rejected. It cannot be answered.',
    ended: 'This conversation has ended. It cannot be answered: the user has begun a new one.',
  },
  noteAdvice: 'The user does not see this note.',
  sendHint: 'Enter sends, Shift + Enter starts a new line.',
  charactersLeft: (count) => `${counted(count, 'character', 'characters')} left`,
  sending: 'Sending…',
  failed: 'Not sent.',
  sendAgain: 'Send again',
  user: 'User',
  newMessagesFrom: (name, count) =>
    count === 1 ? `New message from ${name}` : `${number.format(count)} new messages from ${name}`,
  newMessagesIn: (count) => `New messages in ${counted(count, 'conversation', 'conversations')}`,

  settings: settingsEn,
};
