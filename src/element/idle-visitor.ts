import {ANONYMOUS_DATABASE, hasDatabase} from '../client/browser-databases.js';
import {type AppAddress, appKey, appSettingsUrl} from '../client/app-address.js';
import {hearOtherTabs} from '../client/other-tabs.js';
import type {AppSettings} from '../protocol/settings.js';
import type {PageClaim} from './claim.js';

/**
 * An anonymous visitor who has not opened the chat. Most visitors never open it, so the chat's code does not load for
 * them. Once the page is idle, this checks whether the launcher needs that code.
 */
export class IdleVisitor {
  readonly #onChatNeeded: () => void;
  readonly #onAccent: (accent: unknown) => void;
  #seen: string | undefined;
  #watching = new AbortController();

  /**
   * @param onChatNeeded - Can be called more than once.
   * @param onAccent - Gets the app's colour. Nothing has checked it.
   */
  constructor(onChatNeeded: () => void, onAccent: (accent: unknown) => void) {
    this.#onChatNeeded = onChatNeeded;
    this.#onAccent = onAccent;
  }

  /** Takes the page's current claim. Without a claim it stops and sends no more requests. */
  update(claim: PageClaim | undefined, language?: string | null): void {
    const issues = claim?.identification.issues.length ?? 0;
    const seen = claim && appKey(claim.app) + language + issues;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#watching.abort();
    if (!claim) return;
    const {signal} = (this.#watching = new AbortController());
    // Another language changes the launcher's name, and a mistake must be reported.
    if ((language && language !== 'en') || issues) this.#onChatNeeded();
    else void this.#look(claim.app, signal);
  }

  async #look(app: AppAddress, signal: AbortSignal): Promise<void> {
    // The user may begin a conversation in another tab.
    hearOtherTabs(app, signal, (loggedOut) => loggedOut || this.#onChatNeeded());
    const [settings, mayReturn] = await Promise.all([readSettings(app, signal), hasDatabase(ANONYMOUS_DATABASE)]);
    if (signal.aborted) return;
    this.#onAccent(settings?.accent);
    if (!settings || settings.enabled === false || mayReturn) this.#onChatNeeded();
  }
}

/** `undefined` also without an answer of a chat service: the chat asks again and finds the cause. */
async function readSettings(app: AppAddress, signal: AbortSignal): Promise<Partial<AppSettings> | undefined> {
  try {
    const response = await fetch(appSettingsUrl(app), {credentials: 'omit', priority: 'low', signal});
    const settings = (await response.json()) as Partial<AppSettings>;
    return response.ok && !response.redirected && typeof settings.greeting === 'string' ? settings : undefined;
  } catch {
    return undefined;
  }
}
