import {REJECT_LIMIT} from '../../contract/conversations.js';
import type {SyncedHead} from '../api/parse-agent.js';
import type {Reading} from './reading.js';
import {report, type SessionTools} from './session.js';
import type {InboxState} from './state.js';

export interface RejectingTools extends SessionTools {
  readonly reading: Pick<Reading, 'loadList'>;
  /** Takes the times of an answer. */
  readonly hear: (conversation: SyncedHead) => void;
}

/** Rejects the selected conversations, as many with each request as the service allows. */
export class Rejecting {
  readonly #tools: RejectingTools;

  constructor(tools: RejectingTools) {
    this.#tools = tools;
  }

  /** `before`: the state before the agent confirmed it. A rejection that is not over goes on alone. */
  async rejectSelected({selection}: InboxState, before: InboxState): Promise<void> {
    if (!selection.rejection?.isRunning || before.selection.rejection?.isRunning) return;
    const {dispatch, reading} = this.#tools;
    const ids = [...selection.ids];
    try {
      for (let start = 0; start < ids.length; start += REJECT_LIMIT) {
        await this.#reject(ids.slice(start, start + REJECT_LIMIT));
      }
    } catch (error) {
      report(this.#tools, error, undefined);
    }
    dispatch({type: 'rejection-ended'});
    // Others take the place of those that have left.
    await reading.loadList();
  }

  async #reject(ids: readonly string[]): Promise<void> {
    const {api, signal, dispatch, hear} = this.#tools;
    const rejected = await api.reject(ids, signal);
    signal.throwIfAborted();
    dispatch({type: 'rejection-advanced', count: rejected.length});
    for (const conversation of rejected) {
      hear(conversation);
      dispatch({type: 'told', conversation});
    }
  }
}
