/** A text in the forms that a language has for a count. The names are those of `Intl.PluralRules`. */
export type Plural = {readonly other: string} & {readonly [Form in Intl.LDMLPluralRule]?: string};

/** A text for the user, as data. `{name}` is a placeholder. The form of a plural follows from the placeholder `{count}`. */
export type Text = string | Plural;

/**
 * Fills the placeholders of a text. A value is never read as a text: it may hold braces.
 *
 * @param locale - A BCP 47 tag: the language of the text, which decides the plural form and how numbers are written.
 */
export function fillText(text: Text, values: Readonly<Record<string, string | number>>, locale: string): string {
  const {count = 0} = values;
  const form = typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(+count)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? placeholder;
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
}
