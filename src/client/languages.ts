const RIGHT_TO_LEFT = /^(ar|fa|he|iw|ur)\b/i;

/** The language that a page shows. */
export interface Language<Strings> {
  /** A BCP 47 tag, as in the attribute `lang`. */
  readonly code: string;
  readonly direction: 'ltr' | 'rtl';
  /** `undefined` for English: its texts load with what shows them. */
  readonly strings: Strings | undefined;
}

/** By the language's code: imports the file with its texts. English is not among them. */
export type LanguageLoaders<Strings> = Readonly<Record<string, () => Promise<{readonly strings: Strings}>>>;

/**
 * Returns the first wanted language that exists, in the order of the list, else English. `pt-BR` falls back to `pt`. Case
 * does not matter.
 */
export function chooseLanguage(wanted: readonly string[], codes: readonly string[]): string {
  for (const language of wanted) {
    for (const parts = language.split('-'); parts.length; parts.pop()) {
      const candidate = parts.join('-').toLowerCase();
      const code = ['en', ...codes].find((code) => code.toLowerCase() === candidate);
      if (code) return code;
    }
  }
  return 'en';
}

/** Loads the language that `chooseLanguage` returns. Rejects when its file does not load. */
export async function loadLanguage<Strings>(
  wanted: readonly string[],
  loaders: LanguageLoaders<Strings>,
): Promise<Language<Strings>> {
  const code = chooseLanguage(wanted, Object.keys(loaders));
  const module = await loaders[code]?.();
  return {code, direction: RIGHT_TO_LEFT.test(code) ? 'rtl' : 'ltr', strings: module?.strings};
}
