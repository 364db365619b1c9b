/** Allows the pages of all origins. */
export const ANY_ORIGIN = '*';

/**
 * Explains why an app cannot list this origin, and what to write instead; `undefined` when the origin is valid. Origins
 * are compared exactly, so an origin must be written as browsers send it: `https://` or `http://`, a host in lower
 * case, and no default port.
 */
export function originProblem(value: string): string | undefined {
  if (value === ANY_ORIGIN) return undefined;
  const written = JSON.stringify(value);
  if (value.includes('*')) {
    return `${written} is not understood: write * alone for every page, or each origin, as https://www.example.com`;
  }
  const origin = findOrigin(value);
  if (origin === value) return undefined;
  return origin === undefined
    ? `${written} is not an origin: write one as https://www.example.com, or * for every page`
    : `${written} is not an origin: write ${origin}`;
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
