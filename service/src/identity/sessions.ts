import {createSecretKey} from 'node:crypto';
import {ANONYMOUS_USER_LIFE_MS, identify, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {listApps, listSecretKeys, toApp} from './apps.js';
import {anonymousUserId, endAnonymousUser, findAnonymousUser, renameAnonymousUser} from './anonymous-users.js';
import {readSession, signSession} from './session-token.js';
import {claimSignedText} from './signed-texts.js';
import {resolveUser} from './users.js';
import {verifyUserAuthToken} from './verification.js';
import {prepareQuery} from '../database/prepare-query.js';
import {ServiceError} from '../errors.js';
import type {App} from './apps.js';
import type {Session} from './session-token.js';
import type {RefusalReason, Verification} from './verification.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Param} from '../database/prepare-query.js';
import type {AnonymousClaim, LoggedInClaim, SessionRequest} from 'helpshift-chat/protocol';
import type {KeyObject} from 'node:crypto';

export interface SessionsParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Signs the sessions of this installation. */
  readonly sessionKey: Uint8Array;
}

/** The settings of an app that decide whether a session is valid. */
interface SessionRules {
  readonly verification: boolean;
  readonly compatibleTokens: boolean;
  /** Whether the key that verified the user is still active. */
  readonly isKeyActive: boolean;
}

/** Finds a session's app, its key and its user with one query: every request asks for them. */
const findRules = prepareQuery((db, param: Param<Pick<Session, 'domain' | 'platformId' | 'keyId' | 'ownerId'>>) =>
  db
    .selectFrom('apps')
    .selectAll()
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('secret_keys')
            .select('id')
            .where('domain', '=', param('domain'))
            .where('platform_id', '=', param('platformId'))
            .where('id', '=', param('keyId'))
            .where('deleted_at', 'is', null),
        )
        .as('is_key_active'),
      eb
        .exists(
          eb
            .selectFrom('users')
            .select('id')
            .where('domain', '=', param('domain'))
            .where('id', '=', param('ownerId'))
            .where('ended_at', 'is not', null),
        )
        .as('has_ended'),
    ])
    .where('domain', '=', param('domain'))
    .where('platform_id', '=', param('platformId')),
);

/** A session without the fields that come from the app and the request. */
type NewSession = Omit<Session, 'domain' | 'platformId' | 'fullPrivacy'>;

/** Makes sessions from claims, and checks whether a session is still valid. */
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
   * Throws a `ServiceError` when the claim is refused. Then nothing is stored. `onRefusal` gets the reason, which the
   * page does not learn.
   */
  async create(app: App, request: SessionRequest, onRefusal: (reason: RefusalReason) => void): Promise<Session> {
    const {claim} = identify(request);
    const session =
      claim.kind === 'anonymous'
        ? await this.#createAnonymous(app, claim, request.anonymousCredential)
        : await this.#createLoggedIn(app, claim, request.userAuthToken, onRefusal);
    const {domain, platformId} = app;
    return {domain, platformId, fullPrivacy: request.fullPrivacy === true, ...session};
  }

  /** Ends an anonymous user for ever. Throws `invalid_request`. @returns The id of the user's row. */
  async clearAnonymousUser(app: App, credential: string): Promise<string> {
    const id = anonymousUserId(app, credential);
    await this.#store.write((trx) => endAnonymousUser(trx, app, id, this.#clock()));
    return id;
  }

  sign(session: Session): string {
    return signSession(session, this.#sessionKey);
  }

  /** Reads the session in a token, with its app. Throws `unauthorized` when the session is not valid. */
  async authenticate(token: string | undefined): Promise<{session: Session; app: App}> {
    const session = token === undefined ? undefined : readSession(token, this.#sessionKey);
    const [row] = session ? await findRules(this.#store.db, session) : [];
    if (!session || !row || row.has_ended) throw unauthorized();
    const app = toApp(row);
    if (!isValid(session, {...app, isKeyActive: Boolean(row.is_key_active)}, this.#clock())) throw unauthorized();
    return {session, app};
  }

  /** Loads what decides about sessions, and returns a function that checks one session. For many open connections. */
  async loadSessionCheck(): Promise<(session: Session) => boolean> {
    const apps = new Map<string, App & {readonly keyIds: Set<string>}>();
    for (const app of await listApps(this.#store.db)) apps.set(appKeyText(app), {...app, keyIds: new Set()});
    for (const key of await this.#store.db
      .selectFrom('secret_keys')
      .select(['domain', 'platform_id', 'id'])
      .where('deleted_at', 'is', null)
      .execute()) {
      apps.get(appKeyText({domain: key.domain, platformId: key.platform_id}))?.keyIds.add(key.id);
    }
    const now = this.#clock();
    return (session) => {
      const app = apps.get(appKeyText(session));
      if (!app) return false;
      const isKeyActive = session.keyId !== null && app.keyIds.has(session.keyId);
      return isValid(session, {...app, isKeyActive}, now);
    };
  }

  async #createAnonymous(app: App, claim: AnonymousClaim, credential: string | undefined): Promise<NewSession> {
    const ownerId = anonymousUserId(app, credential);
    const user = await findAnonymousUser(this.#store.db, app, ownerId);
    const now = this.#clock();
    // A user without a row has no messages. The seven days begin with the first message.
    const endsAt = user?.endedAt ?? (user?.createdAt ?? now) + ANONYMOUS_USER_LIFE_MS;
    if (endsAt <= now) throw new ServiceError('unauthorized', 'This anonymous user has ended; begin a new one.');
    const anonymousName = claim.userName ?? null;
    if (user && anonymousName !== null && anonymousName !== user.userName) {
      await renameAnonymousUser(this.#store.db, app, ownerId, anonymousName);
    }
    const expiresAt = Math.min(now + SESSION_LIFE_MS, endsAt);
    return {
      kind: 'anonymous',
      verified: false,
      ownerId,
      keyId: null,
      compatibleToken: false,
      anonymousName,
      expiresAt,
    };
  }

  async #createLoggedIn(
    app: App,
    claim: LoggedInClaim,
    token: string | undefined,
    onRefusal: (reason: RefusalReason) => void,
  ): Promise<NewSession> {
    const refuse = (reason: RefusalReason): never => {
      onRefusal(reason);
      throw reason === 'missing'
        ? new ServiceError('missing_user_auth_token', 'This app verifies its users: userAuthToken is needed.')
        : new ServiceError('invalid_user_auth_token', 'The userAuthToken does not fit the identifiers.');
    };

    let verification: Verification | undefined;
    if (app.verification) {
      const keys = await listSecretKeys(this.#store.db, app);
      verification = verifyUserAuthToken({token, identifiers: claim}, keys, app);
      if (!verification.accepted) return refuse(verification.reason);
    }

    const now = this.#clock();
    const ownerId = await this.#store.write(async (trx) => {
      if (verification?.accepted && verification.form === 'compatible' && !(await claimSignedText(trx, app, claim))) {
        return refuse('signed-text-owned');
      }
      return resolveUser(trx, app, claim, now);
    });
    return {
      kind: 'logged-in',
      verified: verification !== undefined,
      ownerId,
      keyId: verification?.accepted ? verification.keyId : null,
      compatibleToken: verification?.accepted === true && verification.form === 'compatible',
      anonymousName: null,
      expiresAt: now + SESSION_LIFE_MS,
    };
  }
}

/**
 * Whether a session is valid now. It ends with its hour and with its key. It also ends when the app begins to verify
 * its users and did not verify this one, and when the app stops accepting the token form that was used.
 */
function isValid(session: Session, rules: SessionRules, now: number): boolean {
  if (session.expiresAt <= now) return false;
  if (session.compatibleToken && !rules.compatibleTokens) return false;
  if (session.keyId !== null) return rules.isKeyActive;
  return session.kind === 'anonymous' || !rules.verification;
}

function unauthorized(): ServiceError {
  return new ServiceError(
    'unauthorized',
    'There is no session, or it has ended; make a new one with POST /v1/sessions.',
  );
}

function appKeyText({domain, platformId}: {domain: string; platformId: string}): string {
  return JSON.stringify([domain, platformId]);
}
