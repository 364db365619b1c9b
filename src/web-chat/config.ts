import type {Advise} from './advise.js';
import type {Keys} from './keys.js';

type Values = Record<string, unknown>;

/** The keys of `helpshiftConfig` have the names of the element's properties. */
const CONFIG: Keys = [
  'string platformId domain serviceUrl userId userEmail userName userAuthToken language initialUserMessage conversationPrefillText',
  'boolean clearAnonymousUserOnLogin fullPrivacy initiateChatOnLoad',
  'object tags subsequentIssuesInSameSessionConfig widgetOptions',
];

const WIDGET_OPTIONS: Keys = ['string position', 'boolean fullScreen showLauncher', 'number zIndex'];

export const NO_USER = {userId: undefined, userEmail: undefined, userName: undefined, userAuthToken: undefined};

const NAME = 'helpshiftConfig';
// A server has no window, and loads this file all the same.
const page = globalThis as {[NAME]?: unknown};

/**
 * Reads `helpshiftConfig`, which may be anything. Returns each property of the element, and `zIndex`. One that the page does
 * not give is `undefined`, which is its default.
 */
export function readConfig(advise: Advise): Values {
  const {widgetOptions, ...properties} = readValues(page[NAME], CONFIG, NAME, advise);
  // The documented log-out leaves the token where it is.
  if (!properties['userId'] && !properties['userEmail']) properties['userAuthToken'] = undefined;
  const {showLauncher, ...options} = readValues(widgetOptions, WIDGET_OPTIONS, 'widgetOptions', advise);
  return {...properties, ...options, hideLauncher: showLauncher === false};
}

/** Takes the user out of `helpshiftConfig`: the page's own object where it can be changed, else a copy replaces it. */
export function clearUser(): void {
  try {
    Object.assign(page[NAME] as object, NO_USER);
  } catch {
    page[NAME] = {...(page[NAME] as object), ...NO_USER};
  }
}

/** The values of the known keys. What the page gives may be no object, and an object can throw when it is read. */
function readValues(given: unknown = {}, keys: Keys, place: string, advise: Advise): Values {
  const values: Values = {};
  let isOdd = false;
  for (const line of keys) {
    const [type, ...names] = line.split(' ');
    for (const key of names) {
      let value: unknown;
      try {
        value = (given as Values)[key] ?? undefined;
      } catch {
        isOdd = true;
      }
      values[key] = value;
      isOdd ||= value !== undefined && typeof value !== type;
    }
  }
  try {
    isOdd ||= Object.keys(given as object).some((key) => !(key in values));
  } catch {
    isOdd = true;
  }
  if (isOdd) advise((advice) => advice.oddObject(given, keys, place));
  return values;
}
