/** A text in the forms that a language has for a count. The names are those of `Intl.PluralRules`. */
export type Plural = {readonly other: string} & {readonly [Form in Intl.LDMLPluralRule]?: string};

/** A text for the user, as data. `{name}` is a placeholder. `{count}` is the number that decides the form of a plural. */
export type Text = string | Plural;

/** What the placeholders of a text stand for. */
export type TextValues = Readonly<Record<string, string | number>>;

/**
 * Fills the placeholders of a text. A value is never read as a text: it may hold braces. A placeholder without a value
 * stays as it is.
 *
 * @param locale - A BCP 47 tag: the language of the text, which decides the plural form and how numbers are written.
 */
export function fillText(text: string, values: TextValues, locale: string): string;
export function fillText(text: Text, values: TextValues & {readonly count: number}, locale: string): string;
export function fillText(text: Text, values: TextValues, locale: string): string {
  const form =
    typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(Number(values.count))] ?? text.other);
  return form.replace(/{(\w+)}/g, (placeholder, name: string) => values[name]?.toLocaleString(locale) ?? placeholder);
}
