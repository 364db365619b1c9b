import type {AppAddress} from '../../client/app-address.js';
import {hasDatabase, OUTBOX_DATABASE} from '../../client/browser-databases.js';
import {ChatError} from '../../client/errors.js';
import {type IdentityEvent, nextIdentity} from '../../client/identity-state.js';
import {tellOtherTabs} from '../../client/other-tabs.js';
import {pause} from '../../client/retry.js';
import {type Claim, requestSession, UserSession} from '../../client/user-session.js';
import type {IdentityIssue} from '../../protocol/identity.js';
import type {SessionResponse} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import type {ModelStore} from '../chat-model.js';
import type {PageClaim} from '../claim.js';
import type {RuntimeErrors} from '../runtime-errors.js';

// A refused claim is sent again after a few seconds, then less and less often.
const FIRST_PAUSE_FAILURES = 2;
const PAUSE_LIMIT_MS = 300_000;

/**
 * Connects the page's claim to the session of its user. Each user has a separate session. With a change of user the old
 * session ends before the new one begins.
 */
export class IdentityController {
  /** The session of the page's current user. `undefined` while no app is named. */
  session: UserSession | undefined;
  /** The service's answer for this user; `undefined` before the first one. */
  accepted: SessionResponse | undefined;

  readonly #host: ChatHost;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  readonly #onAccepted: () => void;
  #claim: PageClaim | undefined;
  #attempt = 0;
  #asking = new AbortController();
  #request: Claim['request'] | undefined;
  #person: string | undefined;
  #proof: string | undefined;
  #issues = '';
  /** The keys of users who logged out in other tabs since this session was claimed. */
  #loggedOut: unknown[] = [];

  /** @param onAccepted - Called after each answer that accepts the user. */
  constructor(host: ChatHost, store: ModelStore, errors: RuntimeErrors, onAccepted: () => void) {
    this.#host = host;
    this.#store = store;
    this.#errors = errors;
    this.#onAccepted = onAccepted;
  }

  /** Follows the page's claim. Without a claim, and after a change of user, the session ends. */
  update(): void {
    const {claim} = this.#store.model;
    if (claim === this.#claim && (!claim || this.#person !== undefined)) return;
    this.#claim = claim;
    if (claim) this.#follow(claim);
    else {
      this.session?.end();
      this.#leave();
    }
    // Last: a page that hears it finds the new user.
    this.#reportIssues(claim?.identification.issues ?? []);
  }

  #follow(claim: PageClaim): void {
    const {app, identification, userAuthToken, fullPrivacy} = claim;
    const {userName, ...identifiers} = identification.claim;
    const person = JSON.stringify([app, identifiers, fullPrivacy]);
    const proof = JSON.stringify([userAuthToken, userName]);
    if (person === this.#person && proof === this.#proof) return;

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
      return;
    }
    this.session = this.#openSession(app, sessionClaim, isLoggedIn);
    this.#store.change({user: attempt});
    // An anonymous user's session is claimed when it is first needed.
    if (isLoggedIn) this.session.renew();
  }

  /** Logs a logged-in user out, in the other tabs of this browser as well. */
  logOut(): void {
    const {session, accepted} = this;
    if (session) void forgetKept(session.app);
    if (!session || this.#store.model.identity.status !== 'verified') return;
    tellOtherTabs(session.app, accepted?.user.key);
    this.endUser();
  }

  /** The user with this key has logged out in another tab, perhaps before the service accepted them here. */
  hearLogOut(key: unknown): void {
    this.#loggedOut.push(key);
    this.#followLogOut();
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
    this.update();
  }

  #followLogOut(): void {
    if (!this.#loggedOut.includes(this.accepted?.user.key)) return;
    // Before `logout()`, which would tell the other tabs again.
    this.endUser();
    this.#host.logout();
  }

  /**
   * Reports also while the user stays the same: an identifier can become valid or invalid while the user stays
   * anonymous.
   */
  #reportIssues(issues: readonly IdentityIssue[]): void {
    const summary = issues.join();
    if (summary === this.#issues) return;
    this.#issues = summary;
    this.#errors.settle('IDENTITY_INVALID');
    for (const reason of issues) this.#errors.report({error: 'IDENTITY_INVALID', reason});
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
        this.#followLogOut();
        this.#onAccepted();
      },
      refused: (reason, attempt) => {
        this.accepted = undefined;
        this.#apply({type: 'refused', attempt, reason});
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

  #leave(): void {
    this.#asking.abort();
    this.#loggedOut = [];
    this.session = this.accepted = this.#person = this.#proof = this.#request = undefined;
    if (this.#store.model.identity.status !== 'anonymous') this.#apply({type: 'left'});
  }

  #apply(event: IdentityEvent): void {
    this.#store.change({identity: nextIdentity(this.#store.model.identity, event)});
  }
}

function requestLoggedIn({app, identification, userAuthToken, fullPrivacy}: PageClaim): Claim['request'] {
  const {kind: _, ...identifiers} = identification.claim;
  const user = {...identifiers, ...(userAuthToken !== undefined && {userAuthToken}), ...(fullPrivacy && {fullPrivacy})};
  return (signal) => requestSession(app, user, signal);
}

/** Also a user whom the service has not accepted on this page may have left something in this browser. */
async function forgetKept(app: AppAddress): Promise<void> {
  if (await hasDatabase(OUTBOX_DATABASE)) {
    await import('./opened-chat.js').then((late) => late.forgetKept(app)).catch(() => {}); // The network is lost.
  }
}
