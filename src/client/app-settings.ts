import {parseAppSettings} from '../protocol/parse-session.js';
import type {AppSettings} from '../protocol/settings.js';
import type {ChatError} from './errors.js';
import {retry} from './retry.js';
import {type AppAddress, appSettingsUrl} from './app-address.js';
import {requestService} from './service-request.js';

/**
 * Reads what anyone may know of an app, asking until the service answers. Rejects with a `ChatError` when the app cannot
 * be used here, or with the reason of `signal`.
 */
export function readAppSettings(
  app: AppAddress,
  signal: AbortSignal,
  onFailure: (error: ChatError) => void,
): Promise<AppSettings> {
  return retry(() => requestService(appSettingsUrl(app), parseAppSettings, {signal}), signal, onFailure);
}
