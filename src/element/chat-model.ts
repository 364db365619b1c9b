import type {ChatState} from '../client/chat-state.js';
import type {Identity} from '../client/identity-state.js';
import type {WaitingFile} from '../client/waiting-files.js';
import type {AppSettings} from '../protocol/settings.js';
import type {Beginning} from '../protocol/wire.js';
import type {ClaimFields, PageClaim} from './claim.js';
import type {Language} from './i18n/load-language.js';
import type {Position} from './position.js';

/** The element's properties, as the page has set them. */
export interface PageProperties extends ClaimFields {
  readonly clearAnonymousUserOnLogin?: boolean;
  readonly language?: string | null | undefined;
  readonly position?: Position | null | undefined;
  readonly hideLauncher?: boolean;
  readonly fullScreen?: boolean;
  readonly noKeepOpen?: boolean;
  readonly conversationPrefillText?: string | null | undefined;
  readonly initialUserMessage?: string | null | undefined;
  readonly initiateChatOnLoad?: boolean;
  /** These three can hold any value: `readBeginning`, `firstMessage`. */
  readonly subsequentIssuesInSameSessionConfig?: unknown;
  readonly customIssueFields?: unknown;
  readonly tags?: unknown;
}

/** What the user did with a conversation that is over. */
export interface Farewell {
  readonly conversationId: string;
  /**
   * `refused`: the resolution did not solve the question, so the next message reopens the conversation. `left`: the next message begins
   * another one. `closed`: the same, by the button that closes the chat.
   */
  readonly kind: 'refused' | 'left' | 'closed';
}

/** A request to open the chat. Each one is an object of its own. */
export interface Opening {
  readonly takesFocus: boolean;
  /** The entry that was at the upper edge, when the panel was open on the page before. */
  readonly entryId?: string | undefined;
}

/** Everything that launcher and panel draw, and that events follow from. Frozen: a change makes a new model. */
export interface ChatModel {
  /** The page's app and user; `undefined` while it names no app, and after it has removed the element. */
  readonly claim: PageClaim | undefined;
  readonly page: PageProperties;
  readonly identity: Identity;
  /** Counts the users of this page. Nothing of one user may be drawn for the next. */
  readonly user: number;
  /** The app's settings; `undefined` until the service has answered. */
  readonly settings: AppSettings | undefined;
  /** The service refuses this app. */
  readonly isRefused: boolean;
  /** `undefined` for English. */
  readonly language: Language | undefined;
  /** The conversation; `undefined` while it does not run. */
  readonly chat: ChatState | undefined;
  /** The files that the user wants to send, until they are uploaded. Default: none. */
  readonly files?: readonly WaitingFile[] | undefined;
  /** What the user's next conversation begins with: what the page gives, and the user's answers to the Identity Bot. */
  readonly beginning: Beginning;
  readonly farewell: Farewell | undefined;
  /** The newest request to open the chat; `undefined` after a request to close it. */
  readonly opening: Opening | undefined;
  /** The conversation of the follow-up link that the page was opened from. */
  readonly followUp?: string;
  /** The panel was open on the page before. The service has to say whether for the same user. */
  readonly wasOpen?: boolean;
  /** The page hides launcher and panel for a time. */
  readonly isHidden: boolean;
  /** The code that the panel needs. `failed`: the user opened the chat, and it did not load. */
  readonly code: 'absent' | 'loading' | 'failed' | 'ready';
}

const INITIAL_MODEL: ChatModel = {
  claim: undefined,
  page: {},
  identity: {status: 'anonymous'},
  user: 0,
  settings: undefined,
  isRefused: false,
  language: undefined,
  chat: undefined,
  beginning: {},
  farewell: undefined,
  opening: undefined,
  isHidden: false,
  code: 'absent',
};

/** Holds the model of one element. The controllers change it. */
export class ModelStore {
  model = INITIAL_MODEL;
  readonly #onChange: () => void;

  /** @param onChange - Called after each change. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  change(change: Partial<ChatModel>): void {
    const {model} = this;
    if (Object.entries(change).every(([name, value]) => model[name as keyof ChatModel] === value)) return;
    this.model = Object.freeze({...model, ...change});
    this.#onChange();
  }
}

/** Whether the panel is to be shown now. An app that is switched off shows nothing. */
export function wantsPanel({opening, isHidden, settings}: ChatModel): boolean {
  return !!opening && !isHidden && settings?.enabled !== false;
}

/** Whether the panel is on the page. */
export function isPanelShown(model: ChatModel): boolean {
  return wantsPanel(model) && !!model.claim && model.code === 'ready';
}

/** Whether the launcher is to be shown. A logged-in user sees it when the service has answered, so that it does not flash. */
export function isLauncherShown({claim, identity, settings, isRefused, page, isHidden}: ChatModel): boolean {
  const isAccepted = identity.status === 'anonymous' || (identity.status === 'verified' && !!settings);
  const isUsable = !!claim && !isRefused && settings?.enabled !== false;
  return isAccepted && isUsable && !page.hideLauncher && !isHidden;
}

/** The number of agents' messages that the user has not read; 0 until the conversation has been read. */
export function unreadCount({chat}: ChatModel): number {
  return chat?.unreadCount ?? 0;
}
