import {MESSAGE_PAGE_LIMIT, type Message} from 'helpshift-chat/protocol';
import type {AgentApi} from '../../../inbox/api/agent-api.js';
import {AgentError} from '../../../inbox/api/agent-error.js';
import type {AgentConversation} from '../../../src/agent-wire.js';
import {ADA, makeMessage} from './fixtures.js';

/** A service in memory. A test can make some of its calls wait or fail. */
export class FakeService implements AgentApi {
  readonly calls: string[] = [];
  readonly conversationsById = new Map<string, AgentConversation>();
  readonly messagesById = new Map<string, Message[]>();
  /** The next calls of this method reject with this error. */
  failure: {name: keyof AgentApi; error: AgentError} | undefined;
  /** Calls of this method wait until `release` is called. */
  held: keyof AgentApi | undefined;
  #release: (() => void)[] = [];

  add(conversation: AgentConversation, messages: readonly Message[]): void {
    this.conversationsById.set(conversation.id, {...conversation, lastSequence: messages.length});
    this.messagesById.set(
      conversation.id,
      messages.map((message) => ({...message, conversationId: conversation.id})),
    );
  }

  /** The user writes another message. */
  write(id: string, text: string): number {
    const messages = this.messagesById.get(id) ?? [];
    const sequence = messages.length + 1;
    messages.push(makeMessage(sequence, {id: `u${sequence}`, conversationId: id, text}));
    this.#change(id, {lastSequence: sequence, preview: {senderKind: 'user', text}});
    return sequence;
  }

  release(): void {
    this.held = undefined;
    for (const go of this.#release.splice(0)) go();
  }

  async session() {
    await this.#called('session');
    return ADA;
  }

  async logIn() {
    await this.#called('logIn');
    return ADA;
  }

  async logOut() {
    await this.#called('logOut');
  }

  async conversations(status: AgentConversation['status']) {
    await this.#called('conversations', status);
    return [...this.conversationsById.values()].filter((conversation) => conversation.status === status);
  }

  async conversation(id: string) {
    await this.#called('conversation', id);
    return this.#get(id);
  }

  async changeStatus(id: string, status: AgentConversation['status']) {
    await this.#called('changeStatus', id, status);
    return this.#change(id, {status});
  }

  async messages(id: string, after: number) {
    await this.#called('messages', id, after);
    return (this.messagesById.get(id) ?? []).slice(after, after + MESSAGE_PAGE_LIMIT);
  }

  async sendMessage(id: string, {id: messageId, text}: {id: string; text: string}) {
    await this.#called('sendMessage', id, messageId, text);
    const messages = this.messagesById.get(id) ?? [];
    const stored = messages.find((message) => message.id === messageId);
    if (stored) return stored;
    const sequence = messages.length + 1;
    const sender = {kind: 'agent', name: ADA.name} as const;
    const message = makeMessage(sequence, {id: messageId, conversationId: id, text, sender});
    messages.push(message);
    this.#change(id, {lastSequence: sequence, preview: {senderKind: 'agent', text}});
    return message;
  }

  async markRead(id: string, sequence: number) {
    await this.#called('markRead', id, sequence);
    this.#change(id, {agentReadSequence: sequence});
  }

  async #called(name: keyof AgentApi, ...values: readonly unknown[]): Promise<void> {
    this.calls.push([name, ...values].join(' '));
    if (this.held === name) await new Promise<void>((resolve) => this.#release.push(resolve));
    if (this.failure?.name === name) throw this.failure.error;
  }

  #get(id: string): AgentConversation {
    const conversation = this.conversationsById.get(id);
    if (!conversation) throw new AgentError('not-found', 'no such conversation');
    return conversation;
  }

  #change(id: string, change: Partial<AgentConversation>): AgentConversation {
    const changed = {...this.#get(id), ...change};
    this.conversationsById.set(id, changed);
    return changed;
  }
}
