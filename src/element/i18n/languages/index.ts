import type {LanguageLoaders} from '../../../client/languages.js';
import type {Strings} from '../strings.js';

/** All languages except English. Each is a file that loads on request. */
export const LANGUAGES: LanguageLoaders<Strings> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
};
