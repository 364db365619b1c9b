import {parseAppSettings} from '../protocol/parse-session.js';
import type {AppSettings} from '../protocol/wire.js';
import type {ChatError} from './errors.js';
import {retry} from './retry.js';
import type {AppAddress} from './app-address.js';
import {requestService} from './service-request.js';

/**
 * Reads what anyone may know of an app, asking until the service answers. Rejects with a `ChatError` when the app cannot
 * be used here, or with the reason of `signal`.
 */
export function readAppSettings(
  {serviceUrl, domain, platformId}: AppAddress,
  signal: AbortSignal,
  onFailure: (error: ChatError) => void,
): Promise<AppSettings> {
  const url = `${serviceUrl}/v1/apps/${encodeURIComponent(domain)}/${encodeURIComponent(platformId)}`;
  return retry(() => requestService(url, parseAppSettings, {signal}), signal, onFailure);
}
