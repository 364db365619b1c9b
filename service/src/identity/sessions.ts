import {createSecretKey, randomUUID} from 'node:crypto';
import {ANONYMOUS_USER_LIFE_MS, identify, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {listSecretKeys} from '../apps/apps.js';
import {anonymousUserId, endAnonymousUser, findAnonymousUser, renameAnonymousUser} from './anonymous-users.js';
import {hasEnded, insertEnded} from './ended-sessions.js';
import {Proof} from './proof.js';
import {readSession, signSession, userKeyOf} from './session-token.js';
import {findAppOfValidSession, loadSessionCheck} from './session-validity.js';
import {resolveUser} from './users.js';
import {verifyUserAuthToken} from './verification.js';
import {ownerWriteKey} from './write-keys.js';
import {ServiceError} from '../errors.js';
import type {App} from '../apps/apps.js';
import type {AcceptedClaim} from './resolution.js';
import type {Session} from './session-token.js';
import type {RefusalReason} from './verification.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {AnonymousClaim, LoggedInClaim, SessionRequest} from 'helpshift-chat/protocol';
import type {KeyObject} from 'node:crypto';

export interface SessionsParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Signs the sessions of this installation. */
  readonly sessionKey: Uint8Array;
}

/** What happens while a claim becomes a session. */
export interface ClaimListener {
  /** The claim's token was refused. The page does not learn the reason. */
  refused(reason: RefusalReason): void;
  /** The claim was accepted, and nothing is stored yet. Rejects to refuse the session. `isProved`: a user auth token proves it. */
  accepted(isProved: boolean): Promise<void>;
}

/** A session without the fields that come from the app and the request. */
type NewSession = Omit<Session, 'domain' | 'platformId' | 'id' | 'fullPrivacy'>;

/** The answer to a claim's token: how it proves the claim, and what the session depends on. */
interface Accepted extends Pick<AcceptedClaim, 'proof'>, Pick<Session, 'keyId' | 'epoch' | 'verified'> {}

/** Makes sessions from claims, ends them, and checks whether they are still valid. */
export class Sessions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #sessionKey: KeyObject;

  constructor({store, clock, sessionKey}: SessionsParts) {
    this.#store = store;
    this.#clock = clock;
    // With a key of bytes, Node would prepare the key for each signature. That takes half of the time of a signature.
    this.#sessionKey = createSecretKey(sessionKey);
  }

  /**
   * Turns a claim into a session.
   *
   * Throws a `ServiceError` when the claim is refused. Then nothing is stored.
   */
  async create(app: App, request: SessionRequest, listener: ClaimListener): Promise<Session> {
    const {claim} = identify(request);
    const fullPrivacy = request.fullPrivacy === true;
    const refuse = (reason: RefusalReason): never => {
      listener.refused(reason);
      throw refusal(reason);
    };
    const session =
      claim.kind === 'anonymous'
        ? await this.#createAnonymous(app, claim, request.anonymousCredential)
        : await this.#createLoggedIn(app, {claim, fullPrivacy, token: request.userAuthToken, refuse, listener});
    return {domain: app.domain, platformId: app.platformId, id: randomUUID(), fullPrivacy, ...session};
  }

  /** Ends an anonymous user for ever. Throws `invalid_request`. @returns The id of the user's row. */
  async clearAnonymousUser(app: App, credential: string): Promise<string> {
    const id = anonymousUserId(app, credential);
    await this.#store.write([ownerWriteKey({domain: app.domain, ownerId: id})], (trx) =>
      endAnonymousUser(trx, app, id, this.#clock()),
    );
    return id;
  }

  sign(session: Session): string {
    return signSession(session, this.#sessionKey);
  }

  /** Returns the `key` of the session's user, for the page. */
  userKey(session: Session): string {
    return userKeyOf(session, this.#sessionKey);
  }

  /** Reads the session in a token; `undefined` when this service did not sign it. It may be over. */
  read(token: string): Session | undefined {
    return readSession(token, this.#sessionKey);
  }

  /** Returns the session's app. Throws `unauthorized` when the session is not valid now. */
  async requireValid(session: Session, db: Database = this.#store.db): Promise<App> {
    const app = await findAppOfValidSession(db, session, this.#clock());
    if (!app) throw unauthorized();
    return app;
  }

  /** Whether a session is valid now. */
  async isValid(session: Session): Promise<boolean> {
    return (await findAppOfValidSession(this.#store.db, session, this.#clock())) !== undefined;
  }

  /** Ends sessions before their hour is over. */
  async end(trx: DatabaseTransaction, sessions: readonly Session[]): Promise<void> {
    const now = this.#clock();
    for (const session of sessions) {
      if (session.expiresAt <= now) continue;
      // Not before it began, where the clock was set back: the record must outlast the session.
      const endedAt = Math.max(now, session.expiresAt - SESSION_LIFE_MS);
      await insertEnded(trx, session, [session.id], endedAt);
    }
  }

  /** A check for many open connections: `loadSessionCheck`. */
  loadCheck(sessions: readonly Session[], since: number): Promise<(session: Session) => boolean> {
    return loadSessionCheck(this.#store.db, sessions, since, this.#clock());
  }

  async #createAnonymous(app: App, claim: AnonymousClaim, credential: string | undefined): Promise<NewSession> {
    const {db} = this.#store;
    const ownerId = anonymousUserId(app, credential);
    const user = await findAnonymousUser(db, app, ownerId);
    const now = this.#clock();
    // A user without a row has no messages. The seven days begin with the first message.
    const endsAt = user?.endedAt ?? (user?.createdAt ?? now) + ANONYMOUS_USER_LIFE_MS;
    if (endsAt <= now || (!user && (await hasEnded(db, app.domain, ownerId)))) {
      throw new ServiceError('unauthorized', 'This anonymous user has ended; begin a new one.');
    }
    const anonymousName = claim.userName ?? null;
    if (user && anonymousName !== null && anonymousName !== user.userName) {
      await renameAnonymousUser(db, app, ownerId, anonymousName);
    }
    const expiresAt = Math.min(now + SESSION_LIFE_MS, endsAt);
    return {kind: 'anonymous', verified: false, ownerId, keyId: null, epoch: null, anonymousName, expiresAt};
  }

  async #createLoggedIn(
    app: App,
    {
      claim,
      fullPrivacy,
      token,
      refuse,
      listener,
    }: {
      readonly claim: LoggedInClaim;
      readonly fullPrivacy: boolean;
      readonly token: string | undefined;
      readonly refuse: (reason: RefusalReason) => never;
      readonly listener: ClaimListener;
    },
  ): Promise<NewSession> {
    const {proof, ...accepted} = await this.#acceptToken(app, claim, token, refuse);
    await listener.accepted(accepted.verified);
    const now = this.#clock();
    const ownerId = await resolveUser(this.#store, app, {claim, proof, fullPrivacy}, now);
    if (ownerId === undefined) return refuse('ambiguous-token');
    return {kind: 'logged-in', ...accepted, ownerId, anonymousName: null, expiresAt: now + SESSION_LIFE_MS};
  }

  async #acceptToken(
    app: App,
    claim: LoggedInClaim,
    token: string | undefined,
    refuse: (reason: RefusalReason) => never,
  ): Promise<Accepted> {
    const {epoch} = app;
    if (!app.verification) return {proof: Proof.declared, keyId: null, epoch, verified: false};
    const keys = await listSecretKeys(this.#store.db, app);
    const verification = verifyUserAuthToken({token, claim}, keys, app);
    if (!verification.accepted) return refuse(verification.reason);
    const {keyId, form, isAmbiguous} = verification;
    // No setting ends a session that a strict token began.
    return {
      proof: isAmbiguous ? Proof.ambiguous : Proof.proved,
      keyId,
      epoch: form === 'strict' ? null : epoch,
      verified: true,
    };
  }
}

function refusal(reason: RefusalReason): ServiceError {
  return reason === 'missing'
    ? new ServiceError('missing_user_auth_token', 'This app verifies its users: userAuthToken is needed.')
    : new ServiceError('invalid_user_auth_token', 'The userAuthToken does not fit the identifiers.');
}

/** The error for a token without a valid session. */
export function unauthorized(): ServiceError {
  return new ServiceError(
    'unauthorized',
    'There is no session, or it has ended; make a new one with POST /v1/sessions.',
  );
}
