import {loadLanguage, type Language, type LanguageLoaders} from 'helpshift-chat/client';
import {en} from './en.js';
import type {InboxStrings} from './inbox-strings.js';

/** All languages except English. Each is a file that loads on request. */
export const LANGUAGES: LanguageLoaders<InboxStrings> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
};

/** The language of the inbox, with all texts. */
export interface InboxLanguage extends Language<InboxStrings> {
  readonly strings: InboxStrings;
}

/** English, for as long as the wanted language is not loaded. */
export const ENGLISH: InboxLanguage = {code: 'en', locale: 'en', direction: 'ltr', strings: en};

/**
 * Loads the first wanted language that exists, else English. A wanted region is kept in the texts' `locale`, so that
 * `en-GB` writes dates as the British do. Rejects when the language does not load.
 */
export async function loadInboxLanguage(wanted: readonly string[], languages = LANGUAGES): Promise<InboxLanguage> {
  const language = await loadLanguage(wanted, languages);
  return {...language, strings: {...(language.strings ?? en), locale: language.locale}};
}
