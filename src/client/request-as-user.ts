import {isChatError} from './errors.js';
import {requestService} from './service-request.js';
import type {UserSession} from './user-session.js';

interface UserRequestOptions {
  readonly body: object;
  readonly waitMs?: number | undefined;
  readonly keepalive?: boolean;
  readonly read?: NonNullable<Parameters<typeof requestService>[2]['read']>;
  readonly signal?: AbortSignal;
}

/** Sends a request with the session token. If the service no longer accepts the token, sends it again with a new one. */
export async function requestAsUser<T>(
  session: UserSession,
  path: string,
  parse: (body: unknown) => T | undefined,
  options: UserRequestOptions,
): Promise<T> {
  const ask = (sessionToken: string) =>
    requestService(session.app.serviceUrl + path, parse, {
      method: 'POST',
      sessionToken,
      signal: session.signal,
      ...options,
    });
  const token = await session.token();
  try {
    return await ask(token);
  } catch (error) {
    if (!isChatError(error) || error.code !== 'unauthorized') throw error;
    session.dropToken(token);
    return ask(await session.token());
  }
}
