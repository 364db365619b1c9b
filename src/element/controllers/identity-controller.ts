import type {AppAddress} from '../../client/app-address.js';
import {ChatError} from '../../client/errors.js';
import {type Identity, type IdentityEvent, nextIdentity} from '../../client/identity-state.js';
import {pause} from '../../client/retry.js';
import {type Claim, requestSession, UserSession} from '../../client/user-session.js';
import type {SessionResponse} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import type {PageClaim} from '../claim.js';
import {UserAuthFailureEvent} from '../early-events.js';
import type {RuntimeErrors} from '../runtime-errors.js';

// A refused claim is sent again after a few seconds, then less and less often.
const FIRST_PAUSE_FAILURES = 2;
const PAUSE_LIMIT_MS = 300_000;

/**
 * Connects the page's claim to the session of its user. Each user has a separate session. With a change of user the old
 * session ends before the new one begins.
 */
export class IdentityController {
  identity: Identity = {status: 'anonymous'};
  /** The session of the page's current user. `undefined` while no app is named. */
  session: UserSession | undefined;
  /** The service's answer for this user; `undefined` before the first one. */
  accepted: SessionResponse | undefined;

  readonly #errors: RuntimeErrors;
  readonly #host: ChatHost;
  readonly #onAccepted: () => void;
  #attempt = 0;
  #asking = new AbortController();
  #request: Claim['request'] | undefined;
  #person: string | undefined;
  #proof: string | undefined;

  constructor(host: ChatHost, errors: RuntimeErrors, onAccepted: () => void) {
    this.#host = host;
    this.#errors = errors;
    this.#onAccepted = onAccepted;
  }

  /**
   * Takes the page's current claim; `undefined` when the page names no app, or has removed the element. Returns the new
   * session when the claim names another user than before.
   */
  update(claim: PageClaim | undefined): UserSession | undefined {
    if (!claim) {
      this.session?.end();
      return this.#leave();
    }
    const {app, identification, userAuthToken, fullPrivacy} = claim;
    const {userName, ...identifiers} = identification.claim;
    const person = JSON.stringify([app, identifiers, fullPrivacy]);
    const proof = JSON.stringify([userAuthToken, userName]);
    if (person === this.#person && proof === this.#proof) return undefined;

    // A refused session has ended: a new token of the same user begins another session.
    const isSamePerson = person === this.#person && !this.session?.signal.aborted;
    if (!isSamePerson) this.endUser();
    this.#person = person;
    this.#proof = proof;
    const attempt = ++this.#attempt;
    const isLoggedIn = identification.claim.kind === 'logged-in';
    if (isLoggedIn) this.#apply({type: isSamePerson ? 'renewed' : 'claimed', attempt});
    const request = (this.#request = isLoggedIn ? requestLoggedIn(claim) : this.#requestAnonymous(claim));
    const sessionClaim = {attempt, request};
    if (isSamePerson) {
      this.session?.update(sessionClaim);
      return undefined;
    }
    this.session = this.#openSession(app, sessionClaim, isLoggedIn);
    // An anonymous user's session is claimed when it is first needed.
    if (isLoggedIn) this.session.renew();
    return this.session;
  }

  /** Ends the session here and at the service. The next update begins another, even for the same claim. */
  endUser(): void {
    this.session?.endAtService();
    this.#leave();
  }

  /** Ends the session here and at the service, and begins another for the same claim. */
  restart(): void {
    this.session?.endAtService();
    this.#person = undefined;
    this.#host.requestUpdate();
  }

  #requestAnonymous({app, identification, fullPrivacy}: PageClaim): Claim['request'] {
    const {userName} = identification.claim;
    const onEnd = () => this.restart();
    const onNotKept = () => this.#errors.report({error: 'STORAGE_UNAVAILABLE', reason: 'INDEXED_DB'});
    return async (signal) => {
      const {requestAnonymousSession} = await import('../../client/anonymous-session.js').catch((cause: unknown) => {
        // As a lost network: the request is sent again.
        throw new ChatError('unreachable', 'A part of the chat did not load.', {retryable: true, cause});
      });
      return requestAnonymousSession({app, userName, fullPrivacy, onEnd, onNotKept}, signal);
    };
  }

  #openSession(app: AppAddress, claim: Claim, isLoggedIn: boolean): UserSession {
    return new UserSession(app, claim, {
      accepted: (session, attempt) => {
        this.accepted = session;
        if (isLoggedIn) this.#apply({type: 'accepted', attempt});
        this.#onAccepted();
      },
      refused: (reason, attempt) => {
        this.accepted = undefined;
        this.#apply({type: 'refused', attempt, reason});
        const event = new UserAuthFailureEvent({message: reason});
        this.#host.dispatchEvent(event);
        void this.#askAgain(this.#request);
      },
      failed: this.#errors.reportFailure,
    });
  }

  /**
   * Sends the claim again without a new token: the app may stop verifying users, or get the right key. Reports nothing,
   * because the page already knows of the refusal.
   */
  async #askAgain(request: Claim['request'] | undefined): Promise<void> {
    const {signal} = (this.#asking = new AbortController());
    for (let failures = FIRST_PAUSE_FAILURES; ; failures++) {
      await pause(failures, signal, {limitMs: PAUSE_LIMIT_MS});
      if (signal.aborted) return;
      try {
        await request?.(signal);
        if (!signal.aborted) this.restart();
        return;
      } catch {
        // Refused as before, or not answered.
      }
    }
  }

  #leave(): undefined {
    this.#asking.abort();
    this.session = this.accepted = this.#person = this.#proof = this.#request = undefined;
    if (this.identity.status !== 'anonymous') this.#apply({type: 'left'});
  }

  #apply(event: IdentityEvent): void {
    this.identity = nextIdentity(this.identity, event);
    this.#host.requestUpdate();
  }
}

function requestLoggedIn({app, identification, userAuthToken, fullPrivacy}: PageClaim): Claim['request'] {
  const {kind: _, ...identifiers} = identification.claim;
  const user = {...identifiers, ...(userAuthToken !== undefined && {userAuthToken}), ...(fullPrivacy && {fullPrivacy})};
  return (signal) => requestSession(app, user, signal);
}
