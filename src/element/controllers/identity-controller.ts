import type {ChatError} from '../../client/errors.js';
import {type Identity, type IdentityEvent, type IdentityRefusal, nextIdentity} from '../../client/identity-state.js';
import type {AppAddress} from '../../client/service-request.js';
import {type Credentials, UserSession} from '../../client/user-session.js';
import type {SessionResponse} from '../../protocol/wire.js';
import type {Claim} from '../claim.js';

export interface IdentityListener {
  /** The identity, or what the service said of the user, has changed. */
  changed(): void;
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

  /**
   * Takes what the page says now; `undefined` when it names no app, or has taken the element out. Gives the session of
   * another user than before, if that is who it names.
   */
  update(claim: Claim | undefined): UserSession | undefined {
    if (!claim) return this.#leave();
    const {app, identification, userAuthToken, fullPrivacy} = claim;
    const {userName, ...identifiers} = identification.claim;
    const person = JSON.stringify([app, identifiers, fullPrivacy]);
    const proof = JSON.stringify([userAuthToken, userName]);
    if (person === this.#person && proof === this.#proof) return undefined;

    // A refused session has ended: a fresh proof of the same user begins another.
    const isSamePerson = person === this.#person && !this.session?.signal.aborted;
    if (!isSamePerson) this.#leave();
    this.#person = person;
    this.#proof = proof;
    const attempt = ++this.#attempt;
    const credentials: Credentials = {
      attempt,
      claim: identification.claim,
      userAuthToken,
      fullPrivacy,
      anonymousCredential: async () => (await import('./conversation-controller.js')).anonymousCredential(app),
    };
    if (identification.claim.kind === 'logged-in') {
      this.#apply({type: isSamePerson ? 'renewed' : 'claimed', attempt});
    }
    if (!isSamePerson) this.session = this.#openSession(app, credentials);
    // An anonymous user's session is claimed when it is first wanted.
    if (identification.claim.kind === 'logged-in') this.session?.renew(credentials);
    return isSamePerson ? undefined : this.session;
  }

  #openSession(app: AppAddress, credentials: Credentials): UserSession {
    const {kind} = credentials.claim;
    return new UserSession(app, credentials, {
      accepted: (session, attempt) => {
        this.accepted = session;
        if (kind === 'logged-in') this.#apply({type: 'accepted', attempt, user: session.user});
        this.#listener.accepted();
      },
      refused: (reason, attempt) => {
        this.accepted = undefined;
        this.#apply({type: 'refused', attempt, reason});
        this.#listener.refused(reason);
      },
      failed: (error) => this.#listener.failed(error),
    });
  }

  #leave(): undefined {
    this.session?.end();
    this.session = this.accepted = this.#person = this.#proof = undefined;
    if (this.identity.status !== 'anonymous') this.#apply({type: 'left'});
  }

  #apply(event: IdentityEvent): void {
    this.identity = nextIdentity(this.identity, event);
    this.#listener.changed();
  }
}
