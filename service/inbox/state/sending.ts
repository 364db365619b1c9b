import {retry, type Queue} from 'helpshift-chat/client';
import type {AgentEntryRequest} from '../../contract/conversations.js';
import type {SyncedHead} from '../api/parse-agent.js';
import {isConflict} from '../api/refusals.js';
import type {Request} from './actions.js';
import {isOver} from './conversations.js';
import type {Reading} from './reading.js';
import {report, type SessionTools} from './session.js';
import type {StatusChange, WritingKind} from './state.js';

export interface SendingTools extends SessionTools {
  readonly reading: Pick<Reading, 'catchUp'>;
  /** Keeps the browser's connections free until the returned function is called. */
  readonly hold: () => () => void;
  /** Takes the times of an answer. */
  readonly hear: (conversation: SyncedHead) => void;
}

/** Stores what the agent writes and changes, for one log-in. */
export class Sending {
  readonly #tools: SendingTools;
  /** The queues that are being sent. Answers of one conversation are sent one after the other, so that they keep their order. */
  readonly #running = new Set<string>();
  /** Are called when a queue has been sent. */
  readonly #waiting: (() => void)[] = [];

  constructor(tools: SendingTools) {
    this.#tools = tools;
  }

  write({conversationId, kind, text, actions = []}: Extract<Request, {type: 'send-message'}>): void {
    const {createId, now, dispatch} = this.#tools;
    const id = createId();
    const message = {id, text, ...(actions.length && {actions}), isNote: kind === 'note', writtenAt: now()};
    dispatch({type: 'message-written', conversationId, kind, message});
  }

  /** Sends what waits in a queue, until nothing waits. */
  async send(conversationId: string, kind: WritingKind): Promise<void> {
    const key = `${kind} ${conversationId}`;
    if (this.#running.has(key)) return;
    this.#running.add(key);
    try {
      for (;;) {
        const next = this.#queue(conversationId, kind).find(({status}) => status === 'waiting');
        // What waited during a log-out must not be sent in the name of the next agent.
        if (!next || this.#tools.signal.aborted) return;
        await this.#sendOne(conversationId, kind, next);
      }
    } finally {
      this.#running.delete(key);
      for (const goOn of this.#waiting.splice(0)) goOn();
    }
  }

  /** Resolves when no answer waits to be sent: each is stored, or has failed. */
  async whenTextsAreSent(conversationId: string): Promise<void> {
    while (this.#running.has(`text ${conversationId}`)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async change(id: string, change: StatusChange): Promise<void> {
    const {createId, dispatch, getState, reading} = this.#tools;
    try {
      await this.store(id, {id: createId(), content: {kind: change}});
    } catch (error) {
      if (!isConflict(error)) report(this.#tools, error, {type: 'notice-raised', notice: 'status-not-changed'});
      else {
        // Another agent, or the user, has changed the conversation. Its log says how.
        await reading.catchUp(id);
        const head = getState().heads.get(id);
        dispatch({type: 'notice-raised', notice: head && isOver(head) ? 'conversation-over' : 'changed-by-others'});
      }
    }
    dispatch({type: 'status-change-ended', id});
  }

  #queue(conversationId: string, kind: WritingKind): Queue {
    return this.#tools.getState().threads.get(conversationId)?.queues[kind] ?? [];
  }

  /** Tries until the service has stored it, or refuses it. */
  async #sendOne(conversationId: string, kind: WritingKind, {id, text, actions}: Queue[number]): Promise<void> {
    const {signal, dispatch, reading, getState} = this.#tools;
    const content = actions ? ({kind: 'card', text, actions} as const) : {kind, text};
    try {
      await retry(() => this.store(conversationId, {id, content}), signal);
    } catch (error) {
      report(this.#tools, error, {type: 'message-failed', conversationId, kind, id});
      if (isConflict(error)) {
        await reading.catchUp(conversationId);
        const head = getState().heads.get(conversationId);
        if (kind === 'text' && head && isOver(head)) dispatch({type: 'notice-raised', notice: 'answer-refused'});
      }
    }
    // An answer without this entry would have it sent for ever.
    const isLeft = this.#queue(conversationId, kind).some((item) => item.id === id && item.status === 'waiting');
    if (isLeft) dispatch({type: 'message-failed', conversationId, kind, id});
  }

  /** Stores an entry. Rejects with a `ChatError`, or with the reason of the log-out. */
  async store(conversationId: string, entry: AgentEntryRequest): Promise<void> {
    const {api, signal, dispatch, hear, hold} = this.#tools;
    const release = hold();
    try {
      const conversation = await api.append(conversationId, entry, signal);
      signal.throwIfAborted();
      hear(conversation);
      dispatch({type: 'told', conversation});
    } finally {
      release();
    }
  }
}
