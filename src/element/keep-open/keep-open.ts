/* eslint-disable no-restricted-globals -- sessionStorage: of this tab alone, and only while the panel is open */
import {appKey} from '../../client/app-address.js';
import {newestConversation} from '../../client/chat-state.js';
import {parseJson} from '../../protocol/parse-fields.js';
import type {SessionUser} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import type {ChatModel, ModelStore} from '../chat-model.js';
import type {HsMessageList} from '../panel/hs-message-list.js';
import {SMALL_SCREEN} from '../panel/viewport-controller.js';
import {OPEN_KEY} from '../was-open.js';

/** What the tab's storage holds while the panel is open. The keys of app and user tell nothing of the user. */
interface Kept {
  readonly app: string;
  /** `SessionUser.key`. */
  readonly user: string;
  /** The entry at the upper edge; absent at the end. */
  readonly entryId?: string | undefined;
}

/**
 * Keeps the panel open over a change of page, for the same user of the same app in the same tab. It opens it without the focus, and
 * not where it fills the window: there a visitor who has clicked a link wants to see the page.
 */
export class KeepOpen {
  readonly #host: ChatHost;
  readonly #store: ModelStore;
  /** What the page before has left, until it is decided whether it counts. */
  #left: Partial<Kept> | undefined = read();
  /** What this page has noted. */
  #kept: Kept | undefined;
  #user = 0;

  constructor(host: ChatHost, store: ModelStore) {
    this.#host = host;
    this.#store = store;
  }

  /** @param user - The user whom the service has accepted. */
  update(user: SessionUser | undefined): void {
    const {model} = this.#store;
    const {claim, opening, page} = model;
    if (!claim) {
      // A page that takes the element away for a while has closed nothing. It may drop the element, too.
      this.#stopWatching();
      return;
    }
    if (model.user !== this.#user && this.#kept) this.#forget();
    this.#user = model.user;
    if (!model.settings) return;
    if (!model.settings.keepOpen || page.noKeepOpen) this.#forget();
    else if (opening) {
      this.#left = undefined;
      if (user && !this.#kept) this.#write({app: appKey(claim.app), user: user.key});
      // The place of the reader when the page is left.
      if (this.#kept) addEventListener('pagehide', this.#writePlace);
    } else if (this.#kept) this.#forget();
    else if (this.#left && user) this.#goOn(model, appKey(claim.app), user);
  }

  /** Opens the panel again, if it was open for this user. */
  #goOn(model: ChatModel, app: string, {key, kind}: SessionUser): void {
    const {page, chat} = model;
    const left = this.#left;
    if (left?.app !== app || left.user !== key) {
      // A page that names its user late is anonymous before. Another element of the page may have another app.
      if (left?.app === app && kind === 'logged-in') this.#forget();
      return;
    }
    if (chat?.phase !== 'ready') return;
    this.#left = undefined;
    // Only the user opens a window that begins or ends a conversation by itself.
    const isQuiet = !(page.initialUserMessage || page.subsequentIssuesInSameSessionConfig || page.initiateChatOnLoad);
    const mayOpen = isQuiet || newestConversation(chat)?.head.status === 'open';
    if (page.fullScreen || matchMedia(SMALL_SCREEN).matches || !mayOpen) this.#forget();
    else this.#store.change({opening: {takesFocus: false, entryId: left.entryId}});
  }

  readonly #writePlace = (): void => {
    if (this.#kept) this.#write(this.#kept);
  };

  #stopWatching(): void {
    removeEventListener('pagehide', this.#writePlace);
  }

  #write(kept: Kept): void {
    const list = this.#host.shadowRoot
      ?.querySelector('hs-panel')
      ?.shadowRoot?.querySelector<HsMessageList>('hs-message-list');
    this.#kept = {...kept, entryId: list ? topEntry(list) : undefined};
    try {
      sessionStorage.setItem(OPEN_KEY, JSON.stringify(this.#kept));
    } catch {
      // The browser blocks storage: the panel is closed on the next page.
    }
  }

  #forget(): void {
    this.#left = this.#kept = undefined;
    this.#stopWatching();
    try {
      sessionStorage.removeItem(OPEN_KEY);
    } catch {
      // There is none.
    }
  }
}

/** The id of the entry at the upper edge; `undefined` for a reader at the end. */
function topEntry(list: HsMessageList): string | undefined {
  const {top} = list.getBoundingClientRect();
  let id;
  for (const drawn of list.isFollowing ? [] : list.drawn()) {
    if (drawn.element.getBoundingClientRect().bottom <= top) break;
    id = drawn.id;
  }
  return id;
}

function read(): Partial<Kept> | undefined {
  try {
    return parseJson(sessionStorage.getItem(OPEN_KEY)) ?? undefined;
  } catch {
    return undefined;
  }
}
