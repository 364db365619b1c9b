import type {SignStrings} from './strings.js';

export const signsEnglish: SignStrings = {
  typing: '{name} is typing…',
  isThere: 'Somebody is there now',
};
