import type {AppAddress} from '../client/app-address.js';
import {identify, type Identification, type UserFields} from '../protocol/identity.js';
import type {RuntimeErrors} from './runtime-errors.js';

/** What the page says: which app, and who its user is. */
export interface PageClaim {
  readonly app: AppAddress;
  readonly identification: Identification;
  readonly userAuthToken: string | undefined;
  readonly fullPrivacy: boolean;
}

/** The properties that say it. They can hold anything. */
export interface ClaimFields extends UserFields {
  readonly serviceUrl?: string | null | undefined;
  readonly domain?: string | null | undefined;
  readonly platformId?: string | null | undefined;
  readonly userAuthToken?: string | null | undefined;
}

/** Reads the page's claim; reports what is missing and gives `undefined` when no app is named. */
export function readClaim(
  fields: ClaimFields,
  defaultServiceUrl: string,
  errors: RuntimeErrors,
): PageClaim | undefined {
  const {fullPrivacy} = fields;
  // A property can hold anything; only texts mean something.
  const [platformId, domain, userAuthToken] = [fields.platformId, fields.domain, fields.userAuthToken].map(text);
  const serviceUrl = parseServiceUrl(fields.serviceUrl ?? defaultServiceUrl);
  const error = 'CONFIGURATION_INVALID';
  if (platformId && domain && serviceUrl) {
    errors.settle(error);
    return {
      app: {serviceUrl, domain, platformId},
      identification: identify(fields),
      userAuthToken,
      fullPrivacy: !!fullPrivacy,
    };
  }
  const reason = !platformId ? 'PLATFORM_ID_MISSING' : domain ? 'SERVICE_URL_INVALID' : 'DOMAIN_MISSING';
  errors.report({error, reason});
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The address without a slash at its end; `undefined` when it is not an http(s) address. */
function parseServiceUrl(url: string): string | undefined {
  try {
    const {protocol, origin, pathname} = new URL(url, location.href);
    return /^https?:$/.test(protocol) ? (origin + pathname).replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}
