import {createContext} from '@lit/context';
import type {Chat} from '../client/chat.js';
import type {Strings} from './i18n/strings.js';

// Symbols, so that two versions on one page do not mix.

/** The words to use, in the page's language. */
export const stringsContext = createContext<Strings>(Symbol('helpshift-chat strings'));

/** The chat of the panel's session. */
export const chatContext = createContext<Chat | undefined>(Symbol('helpshift-chat chat'));
