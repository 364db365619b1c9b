import type {ChatError} from '../../client/errors.js';
import {type Identity, type IdentityEvent, type IdentityRefusal, nextIdentity} from '../../client/identity-state.js';
import type {AppAddress} from '../../client/service-request.js';
import {type Credentials, UserSession} from '../../client/user-session.js';
import type {SessionResponse} from '../../protocol/wire.js';
import type {Claim} from '../claim.js';

export interface IdentityListener {
  /** The identity, or what the service said of the user, has changed. */
  changed(): void;
  /** A new claim has taken the place of the one before. */
  claimed(claim: Claim): void;
  accepted(): void;
  refused(reason: IdentityRefusal): void;
  failed(error: ChatError): void;
}

/**
 * Joins what the page says to the session of its user. Each user has a session of their own; with a change of user the
 * old one ends before the new one begins.
 */
export class IdentityController {
  identity: Identity = {status: 'anonymous'};
  /** The session of the user that the page names now. Absent while no app is named. */
  session: UserSession | undefined;
  /** What the service said of this user, as far as it has been asked. */
  accepted: SessionResponse | undefined;

  readonly #listener: IdentityListener;
  #attempt = 0;
  #person: string | undefined;
  #proof: string | undefined;

  constructor(listener: IdentityListener) {
    this.#listener = listener;
  }

  /** Takes what the page says now; `undefined` when it names no app, or has taken the element out. */
  update(claim: Claim | undefined): void {
    if (!claim) {
      this.#leave();
      return;
    }
    const {app, identification, userAuthToken, fullPrivacy} = claim;
    const {userName, ...identifiers} = identification.claim;
    const person = JSON.stringify([app, identifiers, fullPrivacy]);
    const proof = JSON.stringify([userAuthToken, userName]);
    const isSamePerson = person === this.#person;
    if (isSamePerson && proof === this.#proof) return;

    if (!isSamePerson) this.#leave();
    this.#person = person;
    this.#proof = proof;
    const credentials: Credentials = {
      claim: identification.claim,
      userAuthToken,
      fullPrivacy,
      anonymousCredential: async () => (await import('../../client/anonymous-user.js')).anonymousCredential(app),
    };
    const isLoggedIn = identification.claim.kind === 'logged-in';
    if (isSamePerson) {
      // An anonymous user's session takes the new name when it is next claimed.
      if (isLoggedIn) this.session?.renew(credentials);
      return;
    }
    this.session = this.#openSession(app, credentials, isLoggedIn);
    this.#listener.claimed(claim);
    if (isLoggedIn) this.session.renew();
  }

  #openSession(app: AppAddress, credentials: Credentials, isLoggedIn: boolean): UserSession {
    let attempt = 0;
    let isFirst = true;
    return new UserSession(app, credentials, {
      claiming: () => {
        attempt = ++this.#attempt;
        if (isLoggedIn) this.#apply({type: isFirst ? 'claimed' : 'renewed', attempt});
        isFirst = false;
      },
      accepted: (session) => {
        this.accepted = session;
        if (isLoggedIn) this.#apply({type: 'accepted', attempt, user: session.user});
        this.#listener.accepted();
        this.#listener.changed();
      },
      refused: (reason) => {
        this.accepted = undefined;
        this.#apply({type: 'refused', attempt, reason});
        this.#listener.refused(reason);
      },
      failed: (error) => this.#listener.failed(error),
    });
  }

  #leave(): void {
    if (!this.session) return;
    this.session.end();
    this.session = this.accepted = this.#person = this.#proof = undefined;
    this.#apply({type: 'left'});
  }

  #apply(event: IdentityEvent): void {
    this.identity = nextIdentity(this.identity, event);
    this.#listener.changed();
  }
}
