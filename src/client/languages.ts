/** The languages, of those that exist here, that are written from right to left. */
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;

/** The language that a page shows. */
export interface Language<Strings> {
  /** The language of the texts, as in the attribute `lang`. */
  readonly code: string;
  /** The wish that led to it, with its region, for dates and numbers: `de-AT` where `code` is `de`. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** `undefined` for English: its texts load with what shows them. */
  readonly strings: Strings | undefined;
}

/** By the language's code: imports the file with its texts. English is not among them. */
export type LanguageLoaders<Strings> = Readonly<Record<string, () => Promise<{readonly strings: Strings}>>>;

/**
 * Returns the first wanted language that exists, in the order of the list, else English. `pt-BR` falls back to `pt`. Case
 * does not matter.
 *
 * @param wanted - BCP 47 tags.
 */
export function chooseLanguage(
  wanted: readonly string[],
  codes: readonly string[],
): Pick<Language<never>, 'code' | 'locale'> {
  for (const locale of wanted) {
    for (const parts = locale.split('-'); parts.length; parts.pop()) {
      const candidate = parts.join('-').toLowerCase();
      const code = ['en', ...codes].find((code) => code.toLowerCase() === candidate);
      if (code) return {code, locale: isLocale(locale) ? locale : code};
    }
  }
  return {code: 'en', locale: 'en'};
}

/** Whether dates and numbers can be written for it. A page can name any text, such as `de-x`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** Loads the language that `chooseLanguage` returns. Rejects when its file does not load. */
export async function loadLanguage<Strings>(
  wanted: readonly string[],
  loaders: LanguageLoaders<Strings>,
): Promise<Language<Strings>> {
  const chosen = chooseLanguage(wanted, Object.keys(loaders));
  const module = await loaders[chosen.code]?.();
  return {...chosen, direction: RIGHT_TO_LEFT.test(chosen.code) ? 'rtl' : 'ltr', strings: module?.strings};
}
