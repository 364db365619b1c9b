import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {transactIn} from 'helpshift-chat/client';
import {addPageLocks, tellLate} from '../../../../test/support/page-locks.js';
import {goOnline} from '../../../../test/support/page-globals.js';
import {until} from '../../../../test/support/until.js';
import {AGENT_OUTBOX_DATABASE, AgentOutbox} from '../../../inbox/outbox/agent-outbox.js';
import {connectFakes} from '../support/connect-fakes.js';
import type {InboxState} from '../../../inbox/state/state.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {FakeFeed} from '../support/fake-feed.js';
import {FakeService} from '../support/fake-service.js';
import {ADA, makeEntries, makeHead, refusal, UNREACHABLE} from '../support/fixtures.js';
import {untilState} from '../support/store-waits.js';

// A process of its own: the page's storage would be that of other files' tests, too.
afterEach(() => transactIn(AGENT_OUTBOX_DATABASE, (records) => void records.clear()));

addPageLocks();

describe('what an agent writes', () => {
  let service: FakeService;
  let tabs: InboxStore[];
  let ids: number;

  beforeEach(() => {
    service = new FakeService();
    service.add(makeHead({readNumber: 2}), makeEntries(1, 2));
    tabs = [];
    ids = 0;
  });

  // So that no timer of a session stays.
  afterEach(() => tabs.forEach((tab) => tab.dispatch({type: 'logged-out'})));

  interface Tab extends InboxStore {
    readonly feed: FakeFeed;
    readonly until: (isReached: (state: InboxState) => boolean) => Promise<void>;
  }

  /** Opens a tab, logged in, with this conversation. */
  async function openTab({openId}: {openId: string | undefined} = {openId: 'c1'}): Promise<Tab> {
    const feed = new FakeFeed();
    const store = new InboxStore();
    tabs.push(store);
    connectFakes(store, {
      api: service,
      startFeed: feed.start,
      createId: () => `id-${++ids}`,
      clock: {hear: () => {}, now: () => ids + 0.4},
    });
    store.dispatch({type: 'open-conversation', id: openId});
    store.dispatch({type: 'start'});
    const tab = Object.assign(store, {
      feed,
      until: (isReached: (state: InboxState) => boolean) => untilState(store, isReached),
    });
    await tab.until(({session}) => session.status === 'logged-in');
    if (openId !== undefined) await tab.until(({threads}) => threads.get(openId)?.status === 'ready');
    return tab;
  }

  const send = (tab: Tab, text: string, kind: 'text' | 'note' = 'text'): void =>
    tab.dispatch({type: 'send-message', conversationId: 'c1', kind, text});
  const queueOf = (tab: Tab, kind: 'text' | 'note' = 'text'): string[] =>
    tab.state.threads.get('c1')?.queues[kind].map(({text, status}) => `${text}: ${status}`) ?? [];
  const stored = (): string[] =>
    service.conversations
      .get('c1')
      ?.entries.slice(2)
      .map(({content}) => ('text' in content ? content.text : content.kind)) ?? [];

  /** Waits until the browser keeps exactly this of the agent: texts of messages, then drafts. */
  async function untilKept(...wanted: readonly string[]): Promise<void> {
    for (;;) {
      const {messages, drafts} = await new AgentOutbox(ADA.id).read();
      const kept = [...messages.map(({text}) => text), ...[...drafts.values()].map(({text, note}) => text || note)];
      if (kept.join() === wanted.join()) return;
    }
  }

  it('is not kept any more when the service has stored it', async () => {
    const tab = await openTab();
    const texts = ['One.', 'Two.', 'Three.', 'Four.'];
    service.failure = {name: 'append', error: UNREACHABLE};
    for (const text of texts) send(tab, text);
    send(tab, 'A note.', 'note');
    await tab.until(({connection}) => connection === 'lost');
    await untilKept(...texts, 'A note.');
    service.failure = undefined;
    goOnline();
    await tab.until(() => queueOf(tab).length === 0 && queueOf(tab, 'note').length === 0);
    assert.deepEqual(stored(), texts);
    await untilKept();
    assert.equal(tab.state.connection, 'up');
  });

  it('is sent by the next page, once and in order', async () => {
    const tab = await openTab();
    service.failure = {name: 'append', error: UNREACHABLE};
    for (const text of ['One.', 'Two.']) send(tab, text);
    await untilKept('One.', 'Two.');
    service.failure = undefined;
    // Another conversation is open there.
    await openTab({openId: undefined});
    await untilKept();
    assert.deepEqual(stored(), ['One.', 'Two.']);
  });

  it('that was refused stays, over a reload too, until the agent deletes it', async () => {
    const tab = await openTab();
    service.failure = {name: 'append', error: refusal(400)};
    send(tab, 'Wrong.');
    await tab.until(() => queueOf(tab)[0] === 'Wrong.: failed');
    const next = await openTab();
    await next.until(() => queueOf(next)[0] === 'Wrong.: failed');
    next.dispatch({type: 'delete-message', conversationId: 'c1', kind: 'text', id: 'id-1'});
    assert.deepEqual(queueOf(next), []);
    await untilKept();
  });

  it('that was refused in a conversation that is not open is told by a notice', async () => {
    const tab = await openTab();
    service.failure = {name: 'append', error: refusal(400)};
    send(tab, 'Wrong.');
    tab.dispatch({type: 'open-conversation', id: undefined});
    await tab.until(({notice}) => notice === 'message-not-sent');
    const next = await openTab({openId: undefined});
    await next.until(({notice}) => notice === 'message-not-sent');
  });

  it('in the moment in which a search for messages ends is sent', async (t) => {
    const tab = await openTab();
    const turn = tellLate(t);
    send(tab, 'One.');
    await until(turn.isOver);
    send(tab, 'Two.');
    turn.end();
    await tab.until(() => queueOf(tab).length === 0);
    assert.deepEqual(stored(), ['One.', 'Two.']);
  });

  it('in two tabs has one order', async () => {
    const [one, other] = [await openTab(), await openTab()];
    service.failure = {name: 'append', error: UNREACHABLE};
    send(one, 'One.');
    await untilKept('One.');
    send(other, 'Two.');
    await untilKept('One.', 'Two.');
    send(one, 'Three.');
    await untilKept('One.', 'Two.', 'Three.');
    service.failure = undefined;
    goOnline();
    await untilKept();
    assert.deepEqual(stored(), ['One.', 'Two.', 'Three.']);
  });

  it('comes back after the end of the session for the same agent', async () => {
    const tab = await openTab();
    service.failure = {name: 'append', error: UNREACHABLE};
    send(tab, 'One.');
    tab.dispatch({type: 'change-draft', id: 'c1', kind: 'note', text: 'Half a no'});
    tab.feed.options.unauthorized();
    assert.equal(tab.state.session.status, 'logged-out');
    assert.equal(tab.state.drafts.size, 0);
    await untilKept('One.', 'Half a no');
    service.failure = undefined;
    tab.dispatch({type: 'log-in', email: ADA.email, password: 'x'});
    await tab.until(({drafts}) => drafts.get('c1')?.note === 'Half a no');
    await untilKept('Half a no');
    assert.deepEqual(stored(), ['One.']);
  });

  it('is asked for before a log-out deletes it, and stays when the log-out fails', async () => {
    const tab = await openTab();
    tab.dispatch({type: 'change-draft', id: 'c1', kind: 'text', text: 'Half an answ'});
    await untilKept('Half an answ');
    tab.dispatch({type: 'log-out'});
    await tab.until(({logOutQuestion}) => logOutQuestion === 1);
    tab.dispatch({type: 'cancel-log-out'});
    assert.equal(tab.state.logOutQuestion, undefined);
    service.failure = {name: 'logOut', error: UNREACHABLE};
    tab.dispatch({type: 'confirm-log-out'});
    await tab.until(({notice}) => notice === 'not-logged-out');
    await untilKept('Half an answ');
    service.failure = undefined;
    tab.dispatch({type: 'confirm-log-out'});
    await tab.until(({session}) => session.status === 'logged-out');
    await untilKept();
  });

  it('is deleted also when the live connection tells the end of the session before the log-out is answered', async () => {
    const tab = await openTab();
    tab.dispatch({type: 'change-draft', id: 'c1', kind: 'text', text: 'Half an answ'});
    await untilKept('Half an answ');
    service.held = 'logOut';
    tab.dispatch({type: 'confirm-log-out'});
    tab.feed.options.unauthorized();
    assert.equal(tab.state.session.status, 'logged-out');
    await untilKept();
    service.release();
  });

  it('in another tab counts at the log-out', async () => {
    const [one, other] = [await openTab(), await openTab()];
    other.dispatch({type: 'change-draft', id: 'c2', kind: 'text', text: 'Elsewhere'});
    await untilKept('Elsewhere');
    one.dispatch({type: 'log-out'});
    await one.until(({logOutQuestion}) => logOutQuestion === 1);
  });
});
