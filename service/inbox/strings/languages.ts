import {en} from './en.js';
import type {InboxStrings} from './inbox-strings.js';

const LANGUAGES: readonly InboxStrings[] = [en];

/**
 * The first wanted language that there is, by its tag or the part before the first hyphen; else English. A wanted
 * region is kept in `locale`, so that `en-GB` writes dates as the British do.
 */
export function chooseStrings(wanted: readonly string[], languages = LANGUAGES): InboxStrings {
  for (const tag of wanted) {
    const exact = languages.find(({locale}) => locale.toLowerCase() === tag.toLowerCase());
    const [base] = tag.toLowerCase().split('-');
    const found = exact ?? languages.find(({locale}) => locale.toLowerCase() === base);
    if (found) return {...found, locale: tag};
  }
  return en;
}
