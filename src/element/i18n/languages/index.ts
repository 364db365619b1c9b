import type {Strings} from '../strings.js';

/** A file that holds one language. */
interface LanguageModule {
  readonly strings: Strings;
}

/** The languages other than English, each a file that loads when it is asked for. */
export const LANGUAGES: Readonly<Record<string, () => Promise<LanguageModule>>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
};
