import {createContext} from '@lit/context';
import type {Chat} from '../client/chat.js';
import type {CardAction, Rating} from '../protocol/log.js';
import type {Contact} from '../protocol/wire.js';
import type {Files} from './attachments/files.js';
import type {ChatModel, Farewell} from './chat-model.js';

/** What the user can do in the panel. The actions belong to one user: after that user's session they do nothing. */
export interface ChatActions {
  /** Writes a message, or sends a file that is uploaded: then the text is its name. Resolves when it outlives the page, or cannot. */
  send(text: string, attached?: Parameters<Chat['send']>[2]): Promise<void>;
  /** Keeps the text that the user has not sent. */
  keepDraft(draft: string): void;
  /** The user types a message. */
  typing(): void;
  /** Goes on with what another tab has left. */
  takeOver(): void;
  /** Sends a refused message again. */
  retry(id: string): void;
  /** Loads what works with files. Rejects when it does not load. */
  files(): Promise<Files>;
  /** Reads older entries. Returns false when there are none, or when they cannot be read now. */
  readEarlier(): boolean;
  /** The user has seen the log up to this entry. */
  markSeen(entryId: string): void;
  /** Takes the user's answers to the Identity Bot. */
  answer(contact: Contact): void;
  /** The resolution has solved the question, so the conversation ends. */
  accept(): void;
  /** Rates the newest conversation. */
  rate(rating: Omit<Rating, 'kind'>): void;
  /** Takes what the user does with the newest conversation, which is over. */
  takeLeave(kind: Farewell['kind']): void;
  /** Tells the page that the user has chosen an action of a card. */
  choose(action: CardAction): void;
  /** The service's time: milliseconds since 1970. */
  now(): number;
}

/** What every part of the panel gets. */
export interface ChatContext {
  readonly model: ChatModel;
  readonly actions: ChatActions;
}

export const chatContext = createContext<ChatContext>(Symbol('helpshift-chat'));
