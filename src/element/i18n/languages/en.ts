import {launcherEnglish} from '../launcher-en.js';
import type {Strings} from '../strings.js';

export const strings: Strings = {
  ...launcherEnglish,
  title: 'Chat with us',
  messages: 'Messages',
  loading: 'Loading the conversation…',
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
  unverifiedTitle: 'We could not confirm who you are',
  unverifiedText: 'Please log in again to use the chat.',
  failedTitle: 'The chat is not available',
  failedText: 'Please try again later.',
  name: 'Your name',
  email: 'Your e-mail address',
  start: 'Start the chat',
};
