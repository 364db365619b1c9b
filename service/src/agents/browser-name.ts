/** No known browser sends a longer header. */
const HEADER_LIMIT_CHARS = 500;

type Names = readonly (readonly [name: string, pattern: RegExp])[];

// In this order, because most browsers name others beside themselves.
const BROWSERS: Names = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|OPT|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
];

const SYSTEMS: Names = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Returns a browser and its system as a person recognises them, as `Firefox on Linux`. Null when the header `user-agent` names no
 * known browser. The header itself tells more, and is not kept.
 */
export function browserName(userAgent: string | undefined): string | null {
  const header = userAgent?.slice(0, HEADER_LIMIT_CHARS) ?? '';
  const browser = nameIn(header, BROWSERS);
  if (browser === undefined) return null;
  const system = nameIn(header, SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}

function nameIn(header: string, names: Names): string | undefined {
  return names.find(([, pattern]) => pattern.test(header))?.[0];
}
