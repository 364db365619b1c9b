import {appKey} from '../../client/app-address.js';
import type {ChatError} from '../../client/errors.js';
import type {UserSession} from '../../client/user-session.js';
import {type ModelStore, wantsPanel} from '../chat-model.js';
import type {RuntimeErrors} from '../runtime-errors.js';

/** Keeps the app's settings and the page's language in the model. */
export class AppController {
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  #session: UserSession | undefined;
  #app: string | undefined;
  #wish: string | null | undefined;
  /** The language did not load. The next opening of the chat tries again. */
  #mustLoadLanguage = false;
  #wasOpen = false;

  constructor(store: ModelStore, errors: RuntimeErrors) {
    this.#store = store;
    this.#errors = errors;
  }

  /** Follows the session of the page's app, and the page's wish for a language. */
  update(session: UserSession | undefined): void {
    if (session && session !== this.#session) void this.#loadSettings(session);
    this.#session = session;
    if (this.#store.model.settings?.enabled === false) this.#store.change({opening: undefined});
    const {model} = this.#store;
    const isOpen = wantsPanel(model);
    const isOpened = isOpen && !this.#wasOpen;
    this.#wasOpen = isOpen;
    if (model.page.language !== this.#wish || (isOpened && this.#mustLoadLanguage)) void this.#loadLanguage();
  }

  async #loadSettings(session: UserSession): Promise<void> {
    const app = appKey(session.app);
    // The settings of the same app stay until there are new ones, so that nothing flickers when the user changes.
    this.#store.change({isRefused: false, ...(app !== this.#app && {settings: undefined})});
    this.#app = app;
    try {
      const settings = await session.settings();
      if (!session.signal.aborted) this.#store.change({settings});
    } catch (error) {
      if (session.signal.aborted) return;
      this.#store.change({isRefused: true});
      this.#errors.reportFailure(error as ChatError);
    }
  }

  async #loadLanguage(): Promise<void> {
    const wish = (this.#wish = this.#store.model.page.language);
    this.#mustLoadLanguage = false;
    try {
      const {loadLanguage} = await import('../i18n/load-language.js');
      const language = await loadLanguage(wish);
      if (wish === this.#wish) this.#store.change({language});
    } catch {
      this.#errors.reportLoadFailed();
      if (wish !== this.#wish) return;
      // English until the next attempt.
      this.#mustLoadLanguage = true;
      this.#store.change({language: undefined});
    }
  }
}
