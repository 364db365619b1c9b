import {isOngoing, newestConversation} from '../../client/chat-state.js';
import {ISSUE_FIELDS_LIMIT, MESSAGE_TEXT_LIMIT_CHARS} from '../../protocol/limits.js';
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
  /** The newest entry of the resolved conversation that was accepted for the page. */
  #accepted: string | undefined;

  constructor(store: ModelStore, errors: RuntimeErrors) {
    this.#store = store;
    this.#errors = errors;
  }

  /** Follows the model. */
  update(actions: ChatActions): void {
    this.#read(this.#store.model.page);
    const {model} = this.#store;
    if (model.user !== this.#user) this.#startOrdinal = this.#accepted = undefined;
    this.#user = model.user;
    if (!model.chat?.hasPage) return;
    this.#startOrdinal ??= ordinalOf(model);
    // A follow-up link opens the window to read, perhaps for the wrong user: anybody can make one.
    if (model.followUp || model.chat.queue.length) return;
    // A conversation that has ended asks for nothing then: `isOver`.
    const head = newestConversation(model.chat)?.head;
    if (model.page.initiateChatOnLoad && head?.status === 'resolved') this.#accept(head.lastId, actions);
    else this.#begin(model, actions);
  }

  /** Accepts a resolution once: a service that refuses the answer must not get it again and again. */
  #accept(resolution: string, actions: ChatActions): void {
    if (resolution === this.#accepted) return;
    this.#accepted = resolution;
    actions.accept();
  }

  /** Reads what is put on the conversation. Reports what cannot be used when the page sets it. */
  #read(page: PageProperties): void {
    const before = this.#page;
    this.#page = page;
    const areFieldsNew = page.customIssueFields !== before.customIssueFields;
    const areTagsNew = page.tags !== before.tags;
    if (!areFieldsNew && !areTagsNew) return;
    const {fields, problems, areFieldsInvalid, tags, hasInvalidTags} = readBeginning(page);
    this.#store.change({beginning: {...this.#store.model.beginning, fields, tags}});
    // A page that gives a million fields must not get a million events.
    for (const {key, problem} of areFieldsNew ? problems.slice(0, ISSUE_FIELDS_LIMIT) : []) {
      this.#errors.tell({error: 'ISSUE_FIELD_INVALID', reason: problem, details: {field: key}}, key);
    }
    if (areFieldsNew && areFieldsInvalid) {
      this.#errors.tell({error: 'CONFIGURATION_INVALID', reason: 'CUSTOM_ISSUE_FIELDS_INVALID'});
    }
    if (areTagsNew && hasInvalidTags) this.#errors.tell({error: 'CONFIGURATION_INVALID', reason: 'TAGS_INVALID'});
  }

  /** Sends the page's first message when the user can begin a conversation. */
  #begin(model: ChatModel, actions: ChatActions): void {
    if (!isPanelShown(model)) return;
    // Only the settings tell whether the Identity Bot asks first.
    if (!model.settings || isOngoing(model.chat) || isOver(model) || mustAsk(model)) return;
    const text = firstMessage(model.page, ordinalOf(model) === this.#startOrdinal);
    if (text) void actions.send(text.slice(0, MESSAGE_TEXT_LIMIT_CHARS));
  }
}

function ordinalOf({chat}: ChatModel): number {
  return newestConversation(chat)?.head.ordinal ?? 0;
}
