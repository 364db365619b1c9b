/** For every page, wherever it is. */
export const ANY_ORIGIN = '*';

/**
 * What is wrong with an origin that an app is to list, and what to write instead; `undefined`: nothing. Origins are
 * compared exactly, so only what a browser sends is good: `https://` or `http://`, a host in lower case, and a port that
 * is not the usual one.
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

/** The origin that is probably meant. */
function findOrigin(value: string): string | undefined {
  const text = value.trim();
  if (!text || text === 'null') return undefined;
  const address = text.includes('://') ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}
