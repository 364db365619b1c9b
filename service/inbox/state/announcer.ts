import {newMessages, type NewMessages} from './conversations.js';
import {fileNews, type FileNews} from './uploads.js';
import {INITIAL_STATE, type InboxState} from './state.js';
import {Throttle} from './throttle.js';

/** What a screen reader says takes time: messages that arrive meanwhile become one sentence. */
const ANNOUNCE_INTERVAL_MS = 1000;

/** Finds the messages that arrive while the agent looks at the inbox, and what becomes of the agent's files. */
export class Announcer {
  readonly #announce: (messages: readonly NewMessages[], files: FileNews) => void;
  readonly #throttle = new Throttle(ANNOUNCE_INTERVAL_MS, () => this.#announceChanges());
  /** The state up to which messages have been announced. */
  #announced: InboxState = INITIAL_STATE;
  #newest: InboxState = INITIAL_STATE;

  /** @param announce - Is called when there is something to say, and at most once each second. */
  constructor(announce: (messages: readonly NewMessages[], files: FileNews) => void) {
    this.#announce = announce;
  }

  follow(state: InboxState): void {
    this.#newest = state;
    // What is in the list when it is loaded is not new.
    const isListKnown = [this.#announced, state].every(({lists}) => lists.open.status === 'ready');
    if (isListKnown) this.#throttle.run();
    else this.#announced = state;
  }

  cancel(): void {
    this.#throttle.cancel();
  }

  #announceChanges(): void {
    const messages = newMessages(this.#announced, this.#newest);
    const files = fileNews(this.#announced.uploads, this.#newest.uploads);
    this.#announced = this.#newest;
    if (messages.length || files.added || files.failed.length) this.#announce(messages, files);
  }
}
