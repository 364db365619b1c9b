import {Chat} from '../../client/chat.js';
import type {UserSession} from '../../client/user-session.js';
import {type ModelStore, wantsPanel} from '../chat-model.js';
import type {ChatActions} from '../contexts.js';
import type {RuntimeErrors} from '../runtime-errors.js';

/** Runs the chat of the current session, and keeps its state in the model. */
export class ConversationController {
  /** What the current user can do; `undefined` while no chat runs. */
  actions: ChatActions | undefined;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  #session: UserSession | undefined;
  #chat: Chat | undefined;

  constructor(store: ModelStore, errors: RuntimeErrors) {
    this.#store = store;
    this.#errors = errors;
  }

  /** @param isReturning - The user has a conversation, so the chat also runs while the panel is closed. */
  update(session: UserSession | undefined, isReturning: boolean): void {
    const {model} = this.#store;
    const isOpen = wantsPanel(model);
    const isRefused = model.identity.status === 'unverified' || model.settings?.enabled === false;
    if (session !== this.#session || isRefused) {
      this.#chat = this.actions = undefined;
      this.#store.change({chat: undefined, contact: undefined});
    }
    this.#session = session;
    if (session && !isRefused && !this.#chat && (isOpen || isReturning)) this.#start(session, isOpen);
    this.#chat?.setOpen(isOpen);
  }

  #start(session: UserSession, isOpen: boolean): void {
    const store = this.#store;
    const errors = this.#errors;
    const chat = new Chat(session, {
      changed: (state) => chat === this.#chat && store.change({chat: state}),
      failed: errors.reportFailure,
      recovered: () => errors.settle('SERVICE_FAILED'),
      unknownEntry: () => errors.report({error: 'CHAT_OUTDATED', reason: 'ENTRY_UNKNOWN'}),
      notSent: (count) => errors.tell({error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: `${count}`}}),
      isVisible: () => document.visibilityState === 'visible',
    });
    this.#chat = chat;
    this.actions = {
      send: (text) => chat.send(text, store.model.contact && {contact: store.model.contact}),
      retry: (id) => chat.retry(id),
      readEarlier: () => chat.readEarlier(),
      markSeen: () => chat.markSeen(),
      answer: (contact) => chat === this.#chat && store.change({contact}),
      now: () => chat.now,
    };
    store.change({chat: chat.state});
    chat.start(isOpen);
  }
}
