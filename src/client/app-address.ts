/** Where the service is, and which app of which account this is. */
export interface AppAddress {
  /** An origin with an optional path, without a slash at its end. */
  readonly serviceUrl: string;
  readonly domain: string;
  readonly platformId: string;
  /** Whether this address has to answer as a service before anything of a user is sent to it. Default: false */
  readonly mustAnswerFirst?: boolean;
}

/** One text for each app. A JSON array, because no separator is safe: a domain may hold any character. */
export function appKey({serviceUrl, domain, platformId}: AppAddress): string {
  return JSON.stringify([serviceUrl, domain, platformId]);
}

/** Where the public settings of an app are read. */
export function appSettingsUrl({serviceUrl, domain, platformId}: AppAddress): string {
  return `${serviceUrl}/v1/apps/${encodeURIComponent(domain)}/${encodeURIComponent(platformId)}`;
}
