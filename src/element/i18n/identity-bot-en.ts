import type {IdentityBotStrings} from './strings.js';

export const identityBotEnglish: IdentityBotStrings = {
  name: 'Your name',
  email: 'Your e-mail address',
  nameMissing: 'Please enter your name.',
  emailInvalid: 'Please enter an e-mail address such as name@example.com.',
  start: 'Start the chat',
};
