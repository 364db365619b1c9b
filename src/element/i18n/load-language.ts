import {LANGUAGES} from './languages/index.js';
import type {Strings} from './strings.js';

const RIGHT_TO_LEFT = /^(ar|fa|he|iw|ur)\b/;

/**
 * Returns the language for the page's wish if it exists (`pt-BR` falls back to `pt`), else English. `browserDefault`
 * stands for the browser's own list.
 */
export function chooseLanguage(wish: string | undefined | null, browserLanguages: readonly string[]): string {
  for (const language of wish === 'browserDefault' ? browserLanguages : [wish ?? 'en']) {
    const parts = language.split('-');
    for (; parts.length; parts.pop()) {
      const candidate = parts.join('-');
      if (candidate === 'en' || Object.hasOwn(LANGUAGES, candidate)) return candidate;
    }
  }
  return 'en';
}

/** A loaded language. */
export interface Language {
  /** As in the attribute `lang`. */
  readonly code: string;
  readonly direction: 'ltr' | 'rtl';
  /** `undefined` for English: its texts load with what shows them. */
  readonly strings: Strings | undefined;
}

/** Loads the language from `chooseLanguage`. Rejects when its file does not load. */
export async function loadLanguage(wish: string | undefined | null): Promise<Language> {
  const code = chooseLanguage(wish, navigator.languages);
  const module = await LANGUAGES[code]?.();
  return {code, direction: RIGHT_TO_LEFT.test(code) ? 'rtl' : 'ltr', strings: module?.strings};
}
