import {ANONYMOUS_DATABASE, hasDatabase} from '../../client/browser-databases.js';
import type {UserSession} from '../../client/user-session.js';
import type {ModelStore} from '../chat-model.js';
import type {RuntimeErrors} from '../runtime-errors.js';

/** This browser's anonymous user: comes back, and is cleared when somebody logs in. */
export class AnonymousUserController {
  /** An anonymous user has opened the chat in this browser before, and may have an answer. */
  isReturning = false;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  readonly #onReturn: () => void;
  #session: UserSession | undefined;
  /** The log-in to this session has cleared this browser's anonymous user. */
  #cleared: UserSession | undefined;

  /** @param onReturn - Called when `isReturning` becomes true. */
  constructor(store: ModelStore, errors: RuntimeErrors, onReturn: () => void) {
    this.#store = store;
    this.#errors = errors;
    this.#onReturn = onReturn;
  }

  update(session: UserSession | undefined): void {
    if (session !== this.#session) {
      this.#session = session;
      this.isReturning = false;
      this.look();
    }
    this.#clear();
  }

  /** Looks for the anonymous user. For a logged-in user it only removes anonymous users that are over seven days old. */
  look(): void {
    if (this.#session) void this.#find(this.#session);
  }

  async #find(session: UserSession): Promise<void> {
    const isAnonymous = this.#store.model.identity.status === 'anonymous';
    const isKnown = await (await this.#kept())?.findAnonymousUser(session.app);
    if (!isKnown || !isAnonymous || session.signal.aborted) return;
    this.isReturning = true;
    this.#onReturn();
  }

  /** Clears once for each accepted user, as soon as the page sets the attribute. */
  #clear(): void {
    const {identity, page} = this.#store.model;
    const isDue = identity.status === 'verified' && page.clearAnonymousUserOnLogin;
    const session = isDue ? this.#session : undefined;
    if (session && session !== this.#cleared) {
      void this.#kept().then((kept) => kept?.clearAnonymousUser(session.app));
    }
    this.#cleared = session;
  }

  /** Loads the code for anonymous users when this browser or this page may have one. */
  async #kept(): Promise<typeof import('../../client/anonymous-session.js') | undefined> {
    if (this.#store.model.code !== 'ready' && !(await hasDatabase(ANONYMOUS_DATABASE))) return undefined;
    return import('../../client/anonymous-session.js').catch(() => {
      this.#errors.reportLoadFailed();
      return undefined;
    });
  }
}
