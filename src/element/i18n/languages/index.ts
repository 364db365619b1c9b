import type {Strings} from '../strings.js';

/** A module with one language. */
interface LanguageModule {
  readonly strings: Strings;
}

/** All languages except English. Each is a file that loads on request. */
export const LANGUAGES: Readonly<Record<string, () => Promise<LanguageModule>>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
};
