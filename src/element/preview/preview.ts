import {appKey} from '../../client/app-address.js';
import {newestConversation} from '../../client/chat-state.js';
import type {ReadEntry} from '../../protocol/log.js';
import type {SessionUser} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import type {ModelStore} from '../chat-model.js';
import {defineOnce} from '../panel/define-once.js';
import {type ClosedPreview, keepClosed, readClosed} from './closed-preview.js';
import {HsPreview} from './hs-preview.js';
import {newestUnread} from './newest-unread.js';
import {wantsPreview} from './wants-preview.js';

/**
 * Shows the newest unread message beside the launcher while the panel is closed. A message that the user has closed stays closed, also on
 * the next page of the tab; the next message is shown again.
 */
export class Preview {
  readonly #host: ChatHost;
  readonly #store: ModelStore;
  #element: HsPreview | undefined;
  #closed = readClosed();
  /** `#closed` is of this page's user. */
  #isOwn = false;
  #user: number;

  constructor(host: ChatHost, store: ModelStore) {
    this.#host = host;
    this.#store = store;
    this.#user = store.model.user;
    defineOnce('hs-preview', HsPreview);
  }

  /**
   * Shows or hides the preview, and says whether it needs the newest entries.
   *
   * @param user - The user whom the service has accepted.
   */
  update(user: SessionUser | undefined): boolean {
    const {model} = this.#store;
    const {chat, claim} = model;
    const isRead = chat?.phase === 'ready' && !chat.unreadCount;
    if (this.#isOwn && (isRead || model.user !== this.#user)) this.#keep(undefined);
    this.#user = model.user;
    if (!chat || !claim || !user || !wantsPreview(model)) {
      this.#draw();
      return false;
    }
    const closed = this.#closed;
    const app = appKey(claim.app);
    const isOwn = (this.#isOwn = closed?.app === app && closed.user === user.key);
    const entry = newestUnread(chat);
    if (!entry || (isOwn && entry.id === closed?.entryId)) this.#draw();
    else this.#draw(entry, () => this.#keep({app, user: user.key, entryId: entry.id}));
    // Without an entry after the closed one there is nothing to read.
    return !entry && (!isOwn || newestConversation(chat)?.head.lastId !== closed?.entryId);
  }

  #draw(entry?: ReadEntry, onClose = (): void => {}): void {
    if (!entry && !this.#element) return;
    const {shadowRoot} = this.#host;
    const {model} = this.#store;
    const launcher = shadowRoot?.querySelector<HTMLElement>('[part=launcher]');
    const element = (this.#element ??= this.#create());
    // After the launcher, so that the Tab key comes to it from there.
    if (!element.isConnected) launcher?.after(element);
    const hadFocus = shadowRoot?.activeElement === element;
    element.onClose = () => {
      onClose();
      this.#draw();
    };
    element.draw(model, entry);
    // Otherwise the focus would fall to the page. An open panel takes it itself.
    if (!entry && hadFocus && !model.opening) launcher?.focus();
  }

  #create(): HsPreview {
    const element = document.createElement('hs-preview') as HsPreview;
    element.setAttribute('exportparts', 'preview');
    element.onOpen = () => this.#store.change({opening: {takesFocus: true}});
    return element;
  }

  #keep(closed: ClosedPreview | undefined): void {
    this.#closed = closed;
    this.#isOwn = !!closed;
    keepClosed(closed);
  }
}
