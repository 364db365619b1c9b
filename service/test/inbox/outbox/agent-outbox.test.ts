import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, describe, it, type TestContext} from 'node:test';
import {transactIn} from 'helpshift-chat/client';
import {OUTBOX_LIFE_MS} from 'helpshift-chat/protocol';
import {AGENT_OUTBOX_DATABASE, AgentOutbox, type KeptMessage} from '../../../inbox/outbox/agent-outbox.js';
import {EMPTY_DRAFT, type Draft} from '../../../inbox/state/state.js';

const message = (id: string, more: Partial<KeptMessage> = {}): KeptMessage => ({
  conversationId: 'c1',
  id,
  text: id,
  writtenAt: 1,
  ...more,
});
const draft = (text: string): Draft => ({...EMPTY_DRAFT, text});

async function idsOf(outbox: AgentOutbox): Promise<string[]> {
  return (await outbox.read()).messages.map(({id}) => id);
}

async function draftsOf(outbox: AgentOutbox): Promise<Record<string, string>> {
  const {drafts} = await outbox.read();
  return Object.fromEntries([...drafts].map(([id, {text}]) => [id, text]));
}

// A process of its own: the page's storage would be that of other files' tests, too.
afterEach(() => transactIn(AGENT_OUTBOX_DATABASE, (records) => void records.clear()));

describe('what an agent has written and the service has not stored', () => {
  it('is kept in the order of writing, whichever tab wrote it', async () => {
    const [one, other] = [new AgentOutbox('ada'), new AgentOutbox('ada')];
    await one.add(message('a'), undefined);
    await other.add(message('b', {conversationId: 'c2', isNote: true}), undefined);
    await Promise.all([one.add(message('c'), undefined), one.add(message('d'), undefined)]);
    assert.deepEqual(await idsOf(other), ['a', 'b', 'c', 'd']);
    await one.change((kept) => (kept.id === 'c' ? kept : undefined));
    await one.add(message('e'), undefined);
    assert.deepEqual(await idsOf(other), ['c', 'e']);
  });

  it('takes the place of its draft in the same moment, and leaves the drafts of other conversations', async () => {
    const outbox = new AgentOutbox('ada');
    await outbox.keepDrafts(
      new Map([
        ['c1', draft('Hi')],
        ['c2', draft('Bye')],
      ]),
    );
    await outbox.add(message('a'), undefined);
    assert.deepEqual(await draftsOf(outbox), {c2: 'Bye'});
    await outbox.keepDrafts(new Map([['c2', undefined]]));
    assert.deepEqual(await draftsOf(outbox), {});
  });

  it('is never given to another agent, and stays until its agent logs out', async () => {
    const [ada, bob] = [new AgentOutbox('ada'), new AgentOutbox('bob')];
    await ada.add(message('a'), draft('of Ada'));
    assert.deepEqual(await bob.read(), {messages: [], drafts: new Map()});
    await bob.add(message('b'), draft('of Bob'));
    await bob.clear();
    assert.deepEqual(await idsOf(bob), []);
    assert.deepEqual([await idsOf(ada), await draftsOf(ada)], [['a'], {c1: 'of Ada'}]);
  });

  it('ends after seven days, by a clock that was put forward or back, for all agents', async (t: TestContext) => {
    const now = Date.now();
    t.mock.timers.enable({apis: ['Date'], now});
    for (const at of [now + OUTBOX_LIFE_MS, now - OUTBOX_LIFE_MS]) {
      t.mock.timers.setTime(now);
      const ada = new AgentOutbox('ada');
      await ada.add(message('a'), draft('Hi'));
      t.mock.timers.setTime(at - Math.sign(at - now));
      assert.deepEqual(await idsOf(ada), ['a']);
      t.mock.timers.setTime(at);
      await new AgentOutbox('bob').read();
      t.mock.timers.setTime(now);
      assert.deepEqual(await ada.read(), {messages: [], drafts: new Map()});
    }
  });

  it('does without records that somebody has edited, and leaves those of a newer version alone', async () => {
    const outbox = new AgentOutbox('ada');
    const wrong: readonly unknown[] = [
      {...message('a'), text: 7},
      {...message('a'), conversationId: undefined},
      {...message('a'), actions: [{kind: 'script', label: 'x', target: 'y'}]},
      {...message('a'), isNote: 'no'},
      {kind: 'of a newer version'},
    ];
    await transactIn(AGENT_OUTBOX_DATABASE, (records) =>
      wrong.forEach((record, index) =>
        records.put({...(record as object), keptAt: Date.now()}, ['ada', 'message', index + 1]),
      ),
    );
    await outbox.add(message('b'), undefined);
    assert.deepEqual(await idsOf(outbox), ['b']);
    await outbox.change(() => undefined);
    let count = 0;
    await transactIn(AGENT_OUTBOX_DATABASE, (records) => {
      const counting = records.count();
      counting.onsuccess = () => (count = counting.result);
    });
    assert.equal(count, wrong.length);
  });
});
