import type {Plural} from '../../src/client/texts.js';

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
/** A plural form for one number, or for a few: it may write the number as a word. */
const FORMS_OF_A_NUMBER = ['zero', 'one', 'two'];

/**
 * Compares the texts of a language with the English ones: the same texts, the same placeholders in each, and the plural
 * forms that the language has. Returns one line for each fault, with the path of the text.
 *
 * @param code - The language that the file is for. Its texts say the same in `locale`.
 */
export function languageFaults(code: string, texts: object, english: object): readonly string[] {
  const theirs = flatten(texts);
  const ours = flatten(english);
  const said = theirs.get('locale');
  theirs.delete('locale');
  ours.delete('locale');
  return [
    ...(said === code ? [] : [`locale: is ${String(said)}, not ${code}`]),
    ...[...ours.keys()].filter((path) => !theirs.has(path)).map((path) => `${path}: is missing`),
    ...[...theirs].flatMap(([path, text]) => {
      const original = ours.get(path);
      const faults = original === undefined ? ['is superfluous'] : textFaults(code, text, original);
      return faults.map((fault) => `${path}: ${fault}`);
    }),
  ];
}

/** The texts by their path, as `emptyLists.open.title`. */
function flatten(texts: object, before = ''): Map<string, unknown> {
  return new Map(
    Object.entries(texts).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value && !isPlural(value)
        ? [...flatten(value, `${before}${name}.`)]
        : [[`${before}${name}`, value] as const],
    ),
  );
}

function isPlural(value: unknown): value is Plural {
  return (
    typeof value === 'object' &&
    value !== null &&
    'other' in value &&
    Object.entries(value).every(([form, text]) => FORMS.includes(form) && typeof text === 'string')
  );
}

function textFaults(code: string, text: unknown, original: unknown): readonly string[] {
  const wanted = placeholders(isPlural(original) ? original.other : original);
  if (!isPlural(text)) return formFaults(text, wanted);
  const forms = Object.keys(text);
  const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
  return [
    ...(wanted.includes('{count}') ? [] : ['has plural forms, but no {count} in English']),
    ...needed.filter((form) => !forms.includes(form)).map((form) => `has no plural form "${form}"`),
    ...Object.entries(text).flatMap(([form, formText]) => {
      if (!needed.some((name) => name === form)) return [`has the plural form "${form}", which ${code} does not have`];
      const mayLackCount = FORMS_OF_A_NUMBER.includes(form) && !formText.includes('{count}');
      const wantedHere = mayLackCount ? wanted.filter((name) => name !== '{count}') : wanted;
      return formFaults(formText, wantedHere).map((fault) => `${form} ${fault}`);
    }),
  ];
}

function formFaults(text: unknown, wanted: readonly string[]): readonly string[] {
  if (typeof text !== 'string') return ['is no text'];
  if (!/\S/u.test(text)) return ['is empty'];
  const found = placeholders(text);
  return [
    ...wanted.filter((name) => !found.includes(name)).map((name) => `has no ${name}`),
    ...found.filter((name) => !wanted.includes(name)).map((name) => `has ${name}, which English does not have`),
  ];
}

function placeholders(text: unknown): readonly string[] {
  return String(text).match(/\{\w*\}/g) ?? [];
}
