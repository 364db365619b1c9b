import type {UserClaim} from '../protocol/identity.js';
import {parseSession} from '../protocol/parse-session.js';
import type {SessionRequest, SessionResponse} from '../protocol/wire.js';
import {type ChatError, isChatError} from './errors.js';
import type {IdentityRefusal} from './identity-state.js';
import {retry} from './retry.js';
import {type AppAddress, requestService} from './service-request.js';

/** Who is to be shown to the service, and with what proof. */
export interface Credentials {
  /** Tells the answers to this claim from those to another. */
  readonly attempt: number;
  readonly claim: UserClaim;
  readonly userAuthToken?: string | undefined;
  readonly fullPrivacy: boolean;
  /** Gives the anonymous user's credential. Asked at every claim of an anonymous user, never for another. */
  readonly anonymousCredential: () => Promise<string>;
}

/** What a session tells its owner. Nothing is told after `end()`. A refusal ends it. */
export interface SessionListener {
  accepted(session: SessionResponse, attempt: number): void;
  refused(reason: IdentityRefusal, attempt: number): void;
  /** The service could not be asked, or gave no usable answer. It is asked again when the error is `retryable`. */
  failed(error: ChatError): void;
}

const REFUSALS: Partial<Record<string, IdentityRefusal>> = {
  missing_user_auth_token: 'missing user auth token',
  invalid_user_auth_token: 'invalid user auth token',
};

// A session is renewed when a tenth of its life is left, so that requests never meet its end.
const RENEW_AT = 0.9;

/**
 * The right of this page to act as one user, from the first claim to `end()`. Each user has a session object of their
 * own and all requests of a session end with it, so nothing of one user can reach the next.
 */
export class UserSession {
  readonly app: AppAddress;
  readonly #listener: SessionListener;
  readonly #ended = new AbortController();
  #credentials: Credentials;
  #token: string | undefined;
  #pending: Promise<string> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(app: AppAddress, credentials: Credentials, listener: SessionListener) {
    this.app = app;
    this.#credentials = credentials;
    this.#listener = listener;
  }

  /** Aborted when the session ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * A session token that the service accepted. Claims one when there is none, retrying while the network is lost.
   * Rejects when the user is refused, the app is unknown, or the session ends.
   */
  token(): Promise<string> {
    if (this.#token) return Promise.resolve(this.#token);
    return (this.#pending ??= this.#claim());
  }

  /** The service no longer takes this token: the next one is claimed anew. */
  dropToken(token: string): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** Shows the same user again, with a fresh proof if one is given. The token at hand serves until the answer. */
  renew(credentials: Credentials = this.#credentials): void {
    this.#credentials = credentials;
    this.#pending = this.#claim();
    this.#pending.catch(() => {}); // The listener has heard of it.
  }

  /** Ends all requests and forgets the token. */
  end(): void {
    clearTimeout(this.#renewal);
    this.#token = undefined;
    this.#ended.abort();
  }

  async #claim(): Promise<string> {
    const credentials = this.#credentials;
    const isCurrent = () => !this.signal.aborted && credentials === this.#credentials;
    clearTimeout(this.#renewal);
    try {
      const session = await retry(
        () => this.#request(credentials),
        this.signal,
        (error) => isCurrent() && this.#listener.failed(error),
      );
      // A fresher proof is under way: its answer counts.
      if (!isCurrent()) return await this.token();
      this.#token = session.sessionToken;
      this.#pending = undefined;
      this.#renewal = setTimeout(() => this.renew(), session.expiresInMs * RENEW_AT);
      this.#listener.accepted(session, credentials.attempt);
      return session.sessionToken;
    } catch (error) {
      if (isCurrent() && isChatError(error)) {
        this.#token = this.#pending = undefined;
        const reason = REFUSALS[error.code];
        if (reason) {
          this.end();
          this.#listener.refused(reason, credentials.attempt);
        } else {
          this.#listener.failed(error);
        }
      }
      throw error;
    }
  }

  async #request({claim, userAuthToken, fullPrivacy, anonymousCredential}: Credentials): Promise<SessionResponse> {
    const {serviceUrl, domain, platformId} = this.app;
    const {kind, ...identifiers} = claim;
    const body: SessionRequest = {
      domain,
      platformId,
      ...identifiers,
      ...(fullPrivacy && {fullPrivacy}),
      ...(kind === 'anonymous'
        ? {anonymousCredential: await anonymousCredential()}
        : userAuthToken !== undefined && {userAuthToken}),
    };
    return requestService(`${serviceUrl}/v1/sessions`, parseSession, {method: 'POST', body, signal: this.signal});
  }
}
