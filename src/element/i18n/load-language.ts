import * as client from '../../client/languages.js';
import {LANGUAGES} from './languages/index.js';
import type {Strings} from './strings.js';

/** The language that the chat speaks. */
export type Language = client.Language<Strings>;

/** Loads the language that the page wishes for. `browserDefault` stands for the browser's own list. */
export function loadLanguage(wish: string | undefined | null): Promise<Language> {
  return client.loadLanguage(wish === 'browserDefault' ? navigator.languages : [wish ?? 'en'], LANGUAGES);
}
