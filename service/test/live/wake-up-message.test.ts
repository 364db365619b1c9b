import assert from 'node:assert/strict';
import {createCipheriv, hkdfSync, randomBytes} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {CARRIER_MESSAGE_LIMIT_BYTES} from '../../src/live/carrier.js';
import {
  channelName,
  openMessage,
  sealMessage,
  takeChanges,
  takeSigns,
  type WakeUpMessage,
} from '../../src/live/wake-up-message.js';
import {addSign, type PendingSigns, type Sign} from '../../src/live/signs.js';
import {addChange, type ConversationChange, type PendingChanges} from '../../src/live/wake-ups.js';

const KEY = randomBytes(32);

const change: ConversationChange = {
  domain: 'acme',
  ownerId: 'ann',
  id: 'conversation',
  entry: 3,
  note: 2,
  audience: 'everybody',
};

/** A text with up to 100 characters of any kind, as the names of domains. */
const name = fc.string({unit: 'binary', minLength: 1, maxLength: 100});
const number = fc.integer({min: 1, max: Number.MAX_SAFE_INTEGER});
const anyChange: fc.Arbitrary<ConversationChange> = fc.record(
  {
    domain: name,
    ownerId: name,
    id: name,
    audience: fc.constantFrom('everybody', 'agents'),
    entry: number,
    note: number,
  },
  {requiredKeys: ['domain', 'ownerId', 'id', 'audience'], noNullPrototype: true},
);

const anySign: fc.Arbitrary<Sign> = fc.oneof(
  fc.record(
    {kind: fc.constant('typing' as const), domain: name, ownerId: name, id: name, agentName: name},
    {requiredKeys: ['kind', 'domain', 'ownerId', 'id'], noNullPrototype: true},
  ),
  fc.record(
    {kind: fc.constant('presence' as const), domain: fc.option(name), isThere: fc.boolean()},
    {noNullPrototype: true},
  ),
);

/** Seals any content as a newer version could. */
function sealContent(content: string, format = 1): Buffer {
  const salt = randomBytes(32);
  const key = Buffer.from(hkdfSync('sha256', KEY, salt, 'helpshift-chat wake-up', 32));
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAAD(Buffer.of(format));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.of(format), salt, cipher.getAuthTag(), sealed]);
}

describe('messages between processes', () => {
  it('open as they were sealed', () => {
    fc.assert(
      fc.property(name, fc.array(anyChange, {maxLength: 5}), (from, changes) => {
        assert.deepEqual(openMessage(KEY, sealMessage(KEY, {from, changes})), {from, changes});
      }),
    );
    fc.assert(
      fc.property(fc.array(anySign, {maxLength: 5}), (signs) => {
        const message = {from: 'x', changes: [], signs};
        assert.deepEqual(openMessage(KEY, sealMessage(KEY, message)), message);
      }),
    );
  });

  it('show nothing of what they hold, and never look the same', () => {
    const message: WakeUpMessage = {from: 'a process', changes: [change]};
    const [one, two] = [sealMessage(KEY, message), sealMessage(KEY, message)];
    for (const text of ['acme', 'ann', 'conversation', 'everybody']) {
      assert.ok(!Buffer.from(one).includes(text), text);
    }
    const sameBytes = one.filter((byte, index) => byte === two[index]).length;
    assert.ok(sameBytes < one.length / 4, `${sameBytes} of ${one.length}`);
  });

  it('of another installation are ignored', () => {
    assert.equal(openMessage(randomBytes(32), sealMessage(KEY, {from: 'x', changes: [change]})), undefined);
  });

  it('are ignored when a single bit has changed', () => {
    const sealed = sealMessage(KEY, {from: 'x', changes: [change]});
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      assert.equal(openMessage(KEY, changed), undefined, `byte ${index}`);
      assert.equal(openMessage(KEY, sealed.subarray(0, index)), undefined, `the first ${index} bytes`);
    }
  });

  it('that are noise are ignored', () => {
    fc.assert(fc.property(fc.uint8Array({maxLength: 200}), (noise) => openMessage(KEY, noise) === undefined));
  });

  it('of a newer version are read as far as they are understood', () => {
    const newer = {...change, audience: 'robots', entry: 'x', colour: 'red'};
    const content = JSON.stringify({from: 'x', sentAt: 1, changes: [newer, {domain: 'acme'}, null, 7, change]});
    const {entry, ...rest} = change;
    assert.equal(entry, 3);
    assert.deepEqual(openMessage(KEY, sealContent(content)), {from: 'x', changes: [rest, change]});
    for (const other of ['null', '[]', '{"from": 1, "changes": []}', '{"from": "x"}', 'no JSON', '']) {
      assert.equal(openMessage(KEY, sealContent(other)), undefined, other);
    }
    assert.equal(openMessage(KEY, sealContent(content, 2)), undefined, 'another format');
  });

  it('hold signs as far as they are understood, and never make an agent a user', () => {
    const typing = {kind: 'typing', domain: 'acme', ownerId: 'ann', id: 'c'};
    const presence = {kind: 'presence', domain: null, isThere: true};
    const wrong = [
      {...typing, agentName: 7},
      {...typing, id: undefined},
      {...presence, domain: 7},
      {...presence, isThere: 'yes'},
      {...typing, kind: 'sleeping'},
      null,
    ];
    const content = JSON.stringify({from: 'x', changes: [], signs: [...wrong, {...typing, colour: 'red'}, presence]});
    assert.deepEqual(openMessage(KEY, sealContent(content)), {from: 'x', changes: [], signs: [typing, presence]});
  });

  it('hold all signs, each once, and are never too long for a carrier', () => {
    fc.assert(
      fc.property(fc.array(anySign, {minLength: 1, maxLength: 60}), (signs) => {
        const pending: PendingSigns = new Map();
        for (const one of signs) addSign(pending, one);
        const expected = [...pending.values()];
        const told: Sign[] = [];
        while (pending.size) {
          const taken = takeSigns('a process', pending);
          assert.ok(taken.length > 0);
          const sealed = sealMessage(KEY, {from: 'a process', changes: [], signs: taken});
          assert.ok(sealed.length <= CARRIER_MESSAGE_LIMIT_BYTES);
          told.push(...taken);
        }
        assert.deepEqual(told, expected);
      }),
      {numRuns: 50},
    );
  });

  it('hold all changes, each once, and are never too long for a carrier', () => {
    fc.assert(
      fc.property(fc.array(anyChange, {minLength: 1, maxLength: 60}), (changes) => {
        const pending: PendingChanges = new Map();
        for (const one of changes) addChange(pending, one);
        const expected = [...pending.values()];
        const told: ConversationChange[] = [];
        while (pending.size) {
          const taken = takeChanges('a process', pending);
          assert.ok(taken.length > 0);
          assert.ok(sealMessage(KEY, {from: 'a process', changes: taken}).length <= CARRIER_MESSAGE_LIMIT_BYTES);
          told.push(...taken);
        }
        assert.deepEqual(told, expected);
      }),
      {numRuns: 50},
    );
  });

  it('hold as many changes as there is room for', () => {
    const pending: PendingChanges = new Map();
    for (let index = 0; index < 1000; index++) addChange(pending, {...change, id: `conversation ${index}`});
    const taken = takeChanges('a process', pending);
    const {length} = sealMessage(KEY, {from: 'a process', changes: taken});
    assert.ok(length > CARRIER_MESSAGE_LIMIT_BYTES - 200, `${length} bytes`);
    assert.equal(pending.size, 1000 - taken.length);
  });
});

describe('channelName', () => {
  it('tells installations apart, and fits a name of PostgreSQL and of NATS', () => {
    const other = randomBytes(32);
    assert.equal(channelName(KEY), channelName(Buffer.from(KEY)));
    assert.notEqual(channelName(KEY), channelName(other));
    assert.match(channelName(KEY), /^[\da-f]{32}$/);
  });
});
