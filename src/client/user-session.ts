import {SESSION_TOKENS_LIMIT} from '../protocol/limits.js';
import {parseSession} from '../protocol/parse-session.js';
import type {AppSettings} from '../protocol/settings.js';
import type {EndSessionsRequest, SendMessagesRequest, SessionRequest, SessionResponse} from '../protocol/wire.js';
import {readAppSettings} from './app-settings.js';
import {type ChatError, isChatError} from './errors.js';
import type {IdentityRefusal} from './identity-state.js';
import {retry} from './retry.js';
import type {AppAddress} from './app-address.js';
import {requestService} from './service-request.js';

/** A user's identifiers and token, ready to be sent to the service. */
export interface Claim {
  /** The number of this claim. An answer carries it, so an answer to an older claim is recognised. */
  readonly attempt: number;
  /** Asks the service once. */
  readonly request: (signal: AbortSignal) => Promise<SessionResponse>;
}

/** What a session reports. It reports nothing after the end. A refusal ends the session, at the service too. */
export interface SessionListener {
  accepted(session: SessionResponse, attempt: number): void;
  refused(reason: IdentityRefusal, attempt: number): void;
  /** The service could not be reached, or gave no usable answer. A `retryable` request is sent again. */
  failed(error: ChatError): void;
}

/** Ends a session at the service, which stores these messages first. Rejects when nothing is stored and nothing has ended. */
export type EndAtService = (messages: SendMessagesRequest['messages']) => Promise<unknown>;

// There is no second try.
const endWithoutMessages = (end: EndAtService): void => void end([]).catch(() => {});

const REFUSALS: Partial<Record<string, IdentityRefusal>> = {
  missing_user_auth_token: 'missing user auth token',
  invalid_user_auth_token: 'invalid user auth token',
  // All else that a claim holds has a limit.
  payload_too_large: 'invalid user auth token',
};

// A session is renewed when a tenth of its life is left, so that requests never meet its end.
const RENEW_AT = 0.9;
// A service that gives a session no life must not be asked without a pause. A longer timer would fire at once.
const RENEWAL_MIN_MS = 1000;
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Asks the service for a session, once. Rejects with a `ChatError`. */
export function requestSession(
  {serviceUrl, domain, platformId}: AppAddress,
  user: Omit<SessionRequest, 'domain' | 'platformId'>,
  signal: AbortSignal,
): Promise<SessionResponse> {
  const body: SessionRequest = {domain, platformId, ...user};
  return requestService(`${serviceUrl}/v1/sessions`, parseSession, {method: 'POST', body, signal});
}

/**
 * The right of this page to act as one user, from the first claim to `end()`. Each user has a separate session object, and
 * the end of a session aborts its requests. So nothing of one user can reach the next.
 */
export class UserSession {
  readonly app: AppAddress;
  /** How far the service's clock was ahead of `performance.now()` at the newest answer. */
  clockLead: number | undefined;
  /** The user's opaque key: `SessionUser.key`. `undefined` before the first answer. */
  userKey: string | undefined;
  /** Called at the end of the session, before its requests are aborted. The chat sets it, to hand over what waits. */
  handOver = endWithoutMessages;
  /** Called when the user has gone, also after the end. The chat sets it, to forget what this browser keeps of the user. */
  forget = (): void => {};
  readonly #listener: SessionListener;
  readonly #ended = new AbortController();
  #claim: Claim;
  #token: string | undefined;
  /** All that may still be valid, the newest first. */
  #tokens: readonly string[] = [];
  #pending: Promise<string> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #settings: Promise<AppSettings> | undefined;

  constructor(app: AppAddress, claim: Claim, listener: SessionListener) {
    this.app = app;
    this.#claim = claim;
    this.#listener = listener;
  }

  /** Aborted when the session ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** The current token, if there is one. */
  get currentToken(): string | undefined {
    return this.#token;
  }

  /** What anyone may know of the app. It is asked for once, as by `readAppSettings`. */
  settings(): Promise<AppSettings> {
    return (this.#settings ??= readAppSettings(this.app, this.signal, (error) => this.#listener.failed(error)));
  }

  /**
   * Gives a session token that the service accepted. Asks for one when there is none, again while the network is lost.
   * Rejects when the user is refused, the app is unknown, or the session ends.
   */
  token(): Promise<string> {
    if (this.#token) return Promise.resolve(this.#token);
    return (this.#pending ??= this.#request());
  }

  /** Drops a token that the service no longer accepts. The next `token()` asks for a new one. */
  dropToken(token: string): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** Uses this claim of the same user from now on. Sends it at once if an earlier claim was sent. */
  update(claim: Claim): void {
    this.#claim = claim;
    if (this.#token || this.#pending) this.renew();
  }

  /** Sends the claim, also a second time. The current token stays in use until the answer. */
  renew(): void {
    this.#pending = this.#request();
    this.#pending.catch(() => {}); // The listener was told.
  }

  /** Ends all requests and forgets the tokens. At the service the session lasts until its hour is over. */
  end(): void {
    clearTimeout(this.#renewal);
    this.#token = undefined;
    this.#tokens = [];
    this.handOver = endWithoutMessages;
    this.#ended.abort();
  }

  /**
   * Ends the session here and at the service, with a request that outlives the page: the user has logged out, was refused,
   * or another user follows. If the request fails, the session lasts there until its hour is over.
   *
   * @param mayReturn - The same user may follow: the session was refused.
   */
  endAtService(mayReturn = false): void {
    const {signal} = new AbortController();
    const sessionTokens = this.#tokens;
    const end: EndAtService = (messages) => {
      const body: EndSessionsRequest = {sessionTokens, messages};
      const url = `${this.app.serviceUrl}/v1/sessions/end`;
      return requestService(url, () => true, {method: 'POST', body, signal, keepalive: true});
    };
    if (!mayReturn) this.forget();
    // A session that never got a token is not known there.
    if (sessionTokens.length) this.handOver(end);
    this.end();
  }

  async #request(): Promise<string> {
    const claim = this.#claim;
    const {signal} = this;
    try {
      if (this.app.mustAnswerFirst) await this.settings();
      const session = await retry(
        () => claim.request(signal),
        signal,
        (error) => claim === this.#claim && this.#listener.failed(error),
      );
      signal.throwIfAborted();
      if (claim === this.#claim) {
        this.clockLead = session.issuedAt - performance.now();
        this.userKey = session.user.key;
        this.#token = session.sessionToken;
        this.#tokens = [this.#token, ...this.#tokens].slice(0, SESSION_TOKENS_LIMIT);
        this.#pending = undefined;
        clearTimeout(this.#renewal);
        const renewAfter = Math.max(session.expiresInMs * RENEW_AT, RENEWAL_MIN_MS);
        this.#renewal = setTimeout(() => this.renew(), Math.min(renewAfter, TIMER_MAX_MS));
        this.#listener.accepted(session, claim.attempt);
        return session.sessionToken;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (claim === this.#claim) {
        this.#token = this.#pending = undefined;
        this.#tell(error, claim.attempt);
        throw error;
      }
    }
    // A newer claim was sent meanwhile: only its answer counts.
    return this.token();
  }

  #tell(error: unknown, attempt: number): void {
    if (!isChatError(error)) return;
    const reason = REFUSALS[error.code];
    if (!reason) {
      this.#listener.failed(error);
      return;
    }
    this.endAtService(true);
    this.#listener.refused(reason, attempt);
  }
}
