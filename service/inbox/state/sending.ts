import {type ChatError, coalesce, isChatError, type Outgoing, retry, type Queue} from 'helpshift-chat/client';
import type {AgentEntryRequest} from '../../contract/conversations.js';
import type {SyncedHead} from '../api/parse-agent.js';
import {isConflict} from '../api/refusals.js';
import type {Request} from './actions.js';
import {isOver} from './conversations.js';
import type {Keeping} from './keeping.js';
import type {Reading} from './reading.js';
import {report, type SessionTools} from './session.js';
import type {StatusChange, WritingKind} from './state.js';
import {refusalNotice} from './unsent.js';

export interface SendingTools extends SessionTools {
  readonly keeping: Pick<Keeping, 'inTurn'>;
  readonly reading: Pick<Reading, 'catchUp'>;
  /** Keeps the browser's connections free until the returned function is called. */
  readonly hold: () => () => void;
  /** Takes the times of an answer. */
  readonly hear: (conversation: SyncedHead) => void;
}

/** Stores what the agent writes and changes, for one log-in. */
export class Sending {
  readonly #tools: SendingTools;
  /** Each sends a queue. Answers of one conversation are sent one after the other, so that they keep their order. */
  readonly #senders = new Map<string, () => Promise<void>>();

  constructor(tools: SendingTools) {
    this.#tools = tools;
  }

  write({conversationId, kind, text, actions = []}: Extract<Request, {type: 'send-message'}>): void {
    const {createId, now, dispatch} = this.#tools;
    const id = createId();
    const message = {id, text, ...(actions.length && {actions}), isNote: kind === 'note', writtenAt: Math.round(now())};
    dispatch({type: 'message-written', conversationId, kind, message});
  }

  /** Sends what waits in a queue. Resolves when nothing waits, or the session is over. */
  send(conversationId: string, kind: WritingKind): Promise<void> {
    const key = `${kind} ${conversationId}`;
    let sender = this.#senders.get(key);
    if (!sender) this.#senders.set(key, (sender = coalesce(() => this.#sendAll(conversationId, kind, key))));
    return sender();
  }

  /** Tabs of one agent send one after the other, each what all of them wrote. */
  async #sendAll(conversationId: string, kind: WritingKind, key: string): Promise<void> {
    const {keeping, signal, dispatch} = this.#tools;
    const sendNext = (): Promise<boolean> => keeping.inTurn(key, () => this.#sendNext(conversationId, kind));
    const failed = ({status}: ChatError): void => {
      // With an answer there is a connection, whatever it says.
      if (status === undefined) dispatch({type: 'connection-lost'});
    };
    try {
      while (await retry(sendNext, signal, failed));
    } catch {
      // The session is over. What waits must not be sent in the name of the next agent.
    }
  }

  /** Resolves when no answer waits to be sent: each is stored, or has failed. */
  async whenTextsAreSent(conversationId: string): Promise<void> {
    if (this.#next(conversationId, 'text')) await this.send(conversationId, 'text');
  }

  async change(id: string, change: StatusChange): Promise<void> {
    const {createId, dispatch, getState, reading} = this.#tools;
    try {
      // An answer that was written before the resolution comes before it.
      if (getState().connection !== 'lost') await this.whenTextsAreSent(id);
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

  #next(conversationId: string, kind: WritingKind): Outgoing | undefined {
    return this.#queue(conversationId, kind).find(({status}) => status === 'waiting');
  }

  /** Sends the first message that waits. Returns whether there may be more. Rejects when it has to be sent again. */
  async #sendNext(conversationId: string, kind: WritingKind): Promise<boolean> {
    const {signal, dispatch, reading, getState} = this.#tools;
    const next = this.#next(conversationId, kind);
    if (!next) return false;
    const {id, text, actions} = next;
    const content = actions ? ({kind: 'card', text, actions} as const) : {kind, text};
    try {
      await this.store(conversationId, {id, content});
    } catch (error) {
      signal.throwIfAborted();
      if (isChatError(error) && error.retryable) throw error;
      // Another tab may have had the message sent in the meantime, or an agent has changed the conversation. Its log says how.
      if (isConflict(error)) await reading.catchUp(conversationId);
      report(this.#tools, error, {type: 'message-failed', conversationId, kind, id});
      const notice = refusalNotice(getState(), conversationId, kind);
      if (notice) dispatch({type: 'notice-raised', notice});
    }
    // An answer without this entry would have it sent for ever.
    const isLeft = this.#queue(conversationId, kind).some((item) => item.id === id && item.status === 'waiting');
    if (isLeft) dispatch({type: 'message-failed', conversationId, kind, id});
    return true;
  }

  /** Stores an entry. Rejects with a `ChatError`, or with the reason of the log-out. */
  async store(conversationId: string, entry: AgentEntryRequest): Promise<void> {
    const {api, signal, dispatch, hear, hold} = this.#tools;
    const release = hold();
    try {
      const conversation = await api.append(conversationId, entry, signal);
      signal.throwIfAborted();
      dispatch({type: 'connection-up'});
      hear(conversation);
      dispatch({type: 'told', conversation});
    } finally {
      release();
    }
  }
}
