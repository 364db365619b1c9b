/** Allows the pages of all origins. */
export const ANY_ORIGIN = '*';

/** Why an app cannot list an origin. `correction`: the origin that a person meant. */
export type OriginProblem =
  {readonly kind: 'pattern' | 'no-origin'} | {readonly kind: 'inexact'; readonly correction: string};

/** What to write instead of `{given}`, in English, for the command line and the inbox. */
export const ORIGIN_PROBLEM_TEXTS: Readonly<Record<OriginProblem['kind'], string>> = {
  pattern: '{given} is not understood: write * alone for every page, or each origin, as https://www.example.com',
  'no-origin': '{given} is not an origin: write one as https://www.example.com, or * for every page',
  inexact: '{given} is not an origin: write {correction}',
};

/**
 * Finds out why an app cannot list this origin; `undefined` when the origin is valid. Origins are compared exactly, so an
 * origin must be written as browsers send it: `https://` or `http://`, a host in lower case, and no default port.
 */
export function originProblem(value: string): OriginProblem | undefined {
  if (value === ANY_ORIGIN) return undefined;
  if (value.includes('*')) return {kind: 'pattern'};
  const correction = findOrigin(value);
  if (correction === value) return undefined;
  return correction === undefined ? {kind: 'no-origin'} : {kind: 'inexact', correction};
}

/** What fills the placeholders of a text about a problem with this origin. */
export function originProblemValues(value: string, problem: OriginProblem): Readonly<Record<string, string>> {
  return {given: JSON.stringify(value), ...(problem.kind === 'inexact' && {correction: problem.correction})};
}

/** Explains in English why an app cannot list this origin; `undefined` when the origin is valid. */
export function explainOriginProblem(value: string): string | undefined {
  const problem = originProblem(value);
  if (!problem) return undefined;
  const values = originProblemValues(value, problem);
  return ORIGIN_PROBLEM_TEXTS[problem.kind].replace(/{(\w+)}/g, (_, name: string) => values[name] ?? '');
}

/** Guesses the origin that a person meant. */
function findOrigin(value: string): string | undefined {
  const text = value.trim();
  if (!text || text === 'null') return undefined;
  const scheme = /^(localhost|127\.0\.0\.1)(:|\/|$)/i.test(text) ? 'http' : 'https';
  const address = text.includes('://') ? text : `${scheme}://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}
