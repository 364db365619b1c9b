import type {AppAddress} from '../client/app-address.js';
import {identify, type Identification, type UserFields} from '../protocol/identity.js';
import {ownService} from './own-service.js';
import type {RuntimeErrors} from './runtime-errors.js';

/** The page's app, and its user. */
export interface PageClaim {
  readonly app: AppAddress;
  readonly identification: Identification;
  readonly userAuthToken: string | undefined;
  readonly fullPrivacy: boolean;
}

/** The properties for a claim. They can hold any value. */
export interface ClaimFields extends UserFields {
  readonly serviceUrl?: string | null | undefined;
  readonly domain?: string | null | undefined;
  readonly platformId?: string | null | undefined;
  readonly userAuthToken?: string | null | undefined;
}

/** The sentence for the page's developer in the console, by the reason of the report. */
const ADVICE = {
  PLATFORM_ID_MISSING: 'Set platform-id to the id of your app.',
  DOMAIN_MISSING: 'Set domain to the name of your account.',
  SERVICE_URL_MISSING: 'Set service-url to the address of your chat service, such as https://chat.example.com.',
  SERVICE_URL_INVALID: 'Set service-url to a whole address, such as https://chat.example.com, without a password.',
};

/** Reads the page's claim. Returns `undefined` and reports the missing attribute when no app is named. */
export function readClaim(fields: ClaimFields, errors: RuntimeErrors): PageClaim | undefined {
  // A property can hold any value; only texts count.
  const [platformId, domain, userAuthToken] = [fields.platformId, fields.domain, fields.userAuthToken].map(text);
  const givenUrl = (fields.serviceUrl ?? '') === '' ? ownService.url : fields.serviceUrl;
  const serviceUrl = parseServiceUrl(givenUrl);
  const error = 'CONFIGURATION_INVALID';
  if (platformId && domain && serviceUrl) {
    errors.settle(error);
    return {
      app: {serviceUrl, domain, platformId, mustAnswerFirst: serviceUrl !== ownService.url},
      identification: identify(fields),
      userAuthToken,
      fullPrivacy: !!fields.fullPrivacy,
    };
  }
  const urlReason = givenUrl === undefined ? 'SERVICE_URL_MISSING' : 'SERVICE_URL_INVALID';
  const reason = !platformId ? 'PLATFORM_ID_MISSING' : domain ? urlReason : 'DOMAIN_MISSING';
  errors.report({error, reason}, ADVICE[reason]);
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The address without a slash at its end; `undefined` when it is not a whole http(s) address, or contains a user. */
function parseServiceUrl(url: unknown): string | undefined {
  try {
    const {protocol, origin, pathname, username, password} = new URL(text(url) ?? '');
    // Some browsers accept white space in a host name, and write it as %20.
    const isWhole = /^https?:$/.test(protocol) && !(username + password) && !origin.includes('%');
    return isWhole ? (origin + pathname).replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}
