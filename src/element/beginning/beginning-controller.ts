import {isOngoing, newestConversation} from '../../client/chat-state.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../protocol/limits.js';
import {type ChatModel, isPanelShown, type ModelStore, type PageProperties} from '../chat-model.js';
import type {ChatActions} from '../contexts.js';
import {mustAsk} from '../panel/identity-bot/must-ask.js';
import {isOver} from '../panel/farewell/is-over.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import {firstMessage, readBeginning} from './read-beginning.js';

/** Follows what the page wants for the next conversation: custom issue fields, tags, a first message, a begin without a click. */
export class BeginningController {
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  #page: PageProperties = {};
  #user = 0;
  /** The user's newest conversation when this chat began; 0 for none. */
  #startOrdinal: number | undefined;

  constructor(store: ModelStore, errors: RuntimeErrors) {
    this.#store = store;
    this.#errors = errors;
  }

  /** Follows the model. */
  update(actions: ChatActions): void {
    this.#read(this.#store.model.page);
    const {model} = this.#store;
    if (model.user !== this.#user) this.#startOrdinal = undefined;
    this.#user = model.user;
    if (!model.chat?.hasPage) return;
    this.#startOrdinal ??= ordinalOf(model);
    if (model.chat.queue.length) return;
    if (model.page.initiateChatOnLoad) this.#endWithoutClick(model, actions);
    this.#begin(model, actions);
  }

  /** Reads what is put on the conversation. Reports what cannot be used when the page sets it. */
  #read(page: PageProperties): void {
    const before = this.#page;
    this.#page = page;
    const areFieldsNew = page.customIssueFields !== before.customIssueFields;
    const areTagsNew = page.tags !== before.tags;
    if (!areFieldsNew && !areTagsNew) return;
    const {fields, problems, tags, hasInvalidTags} = readBeginning(page);
    this.#store.change({beginning: {...this.#store.model.beginning, fields, tags}});
    for (const {key, problem} of areFieldsNew ? problems : []) {
      this.#errors.tell({error: 'ISSUE_FIELD_INVALID', reason: problem, details: {field: key}}, key);
    }
    if (areTagsNew && hasInvalidTags) this.#errors.tell({error: 'CONFIGURATION_INVALID', reason: 'TAGS_INVALID'});
  }

  /** Ends a resolved conversation, and leaves one that is over. */
  #endWithoutClick({chat}: ChatModel, actions: ChatActions): void {
    const status = newestConversation(chat)?.head.status;
    if (status === 'resolved') actions.accept();
    else if (status === 'ended') actions.takeLeave('left');
  }

  /** Sends the page's first message when the user can begin a conversation. */
  #begin(model: ChatModel, actions: ChatActions): void {
    const isFree = isPanelShown(model) && !isOngoing(model.chat) && !isOver(model) && !mustAsk(model);
    if (!isFree) return;
    const text = firstMessage(model.page, ordinalOf(model) === this.#startOrdinal);
    if (text) actions.send(text.slice(0, MESSAGE_TEXT_LIMIT_CHARS));
  }
}

function ordinalOf({chat}: ChatModel): number {
  return newestConversation(chat)?.head.ordinal ?? 0;
}
