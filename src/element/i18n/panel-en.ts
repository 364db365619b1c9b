import {launcherEnglish} from './launcher-en.js';
import type {PanelStrings} from './strings.js';

export const panelEnglish: PanelStrings = {
  ...launcherEnglish,
  title: 'Chat with us',
  messages: 'Messages',
  loading: 'Loading the conversation…',
  slowTitle: 'This is taking longer than usual',
  slowText: 'We keep trying. You can also come back later.',
  greeting: 'Hi! How can we help you?',
  inputLabel: 'Your message',
  inputPlaceholder: 'Write a message…',
  send: 'Send',
  you: 'You',
  sending: 'Sending…',
  notSent: 'Not sent.',
  retry: 'Try again',
  tooLong: (count) => `Too long by ${count} ${count === 1 ? 'character' : 'characters'}`,
  newMessages: 'New messages',
  resolved: 'This conversation was resolved.',
  offline: 'You are offline. Messages will be sent when the connection is back.',
  reconnecting: 'Reconnecting… Messages will be sent when the connection is back.',
  unverifiedTitle: 'We could not confirm who you are',
  unverifiedText: 'Please log in again to use the chat.',
  failedTitle: 'The chat is not available',
  failedText: 'Please try again later.',
};
