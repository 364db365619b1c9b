import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  type AppSettings,
  type Conversation,
  type ErrorResponse,
  type Message,
  parseAppSettings,
  parseConversation,
  parseConversations,
  parseError,
  parseMessage,
  parseMessages,
  parseSentMessage,
  parseServiceFrame,
  parseSession,
  type ServiceFrame,
  type SessionResponse,
} from '../../src/protocol/index.js';

const count = fc.maxSafeNat();
const text = fc.string({unit: 'binary'});

const conversation: fc.Arbitrary<Conversation> = fc.record({
  id: text,
  status: fc.constantFrom('open', 'resolved'),
  lastSequence: count,
  readSequence: count,
  createdAt: count,
});

const message: fc.Arbitrary<Message> = fc.record({
  id: text,
  conversationId: text,
  sequence: count,
  sender: fc.oneof(
    fc.record({kind: fc.constant<'user'>('user')}),
    fc.record({kind: fc.constant<'agent'>('agent'), name: text}),
  ),
  text,
  createdAt: count,
});

const appSettings: fc.Arbitrary<AppSettings> = fc.record({
  greeting: text,
  identityBot: fc.record({name: fc.boolean(), email: fc.boolean()}),
});

const session: fc.Arbitrary<SessionResponse> = fc.record({
  sessionToken: text,
  expiresInMs: count,
  issuedAt: count,
  hasConversation: fc.boolean(),
  user: fc.record({kind: fc.constantFrom('anonymous', 'logged-in'), key: fc.string(), verified: fc.boolean()}),
});

const error: fc.Arbitrary<Pick<ErrorResponse, 'error'>> = fc.record({
  error: fc.record({code: fc.constantFrom('unauthorized', 'invalid_request'), message: text}),
});

const frame: fc.Arbitrary<ServiceFrame> = fc.oneof(
  fc.record({type: fc.constantFrom('ready', 'pong')}),
  fc.record({
    type: fc.constant<'conversation-changed'>('conversation-changed'),
    conversationId: text,
    lastSequence: count,
  }),
);

/** Each parser, with a valid value. */
const PARSERS: Record<string, {parse: (value: unknown) => unknown; valid: fc.Arbitrary<object>}> = {
  parseAppSettings: {parse: parseAppSettings, valid: appSettings},
  parseSession: {parse: parseSession, valid: session},
  parseConversation: {parse: parseConversation, valid: conversation},
  parseConversations: {
    parse: parseConversations,
    valid: fc.record({conversations: fc.array(conversation, {minLength: 1})}),
  },
  parseMessage: {parse: parseMessage, valid: message},
  parseMessages: {parse: parseMessages, valid: fc.record({messages: fc.array(message, {minLength: 1})})},
  parseSentMessage: {parse: parseSentMessage, valid: fc.record({message, conversation})},
  parseError: {parse: parseError, valid: error},
  parseServiceFrame: {parse: (value) => parseServiceFrame(JSON.stringify(value)), valid: frame},
};

const overJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Every copy of `value` with one field, at any depth, removed or replaced by a result of `change`. */
function* changedFields(
  value: unknown,
  change: (old: unknown, name: string) => readonly unknown[],
  name = '',
): Generator<{what: string; value: unknown}> {
  for (const other of change(value, name)) yield {what: `${name} = ${JSON.stringify(other)}`, value: other};
  if (typeof value !== 'object' || value === null) return;
  for (const [key, old] of Object.entries(value)) {
    const put = (field: object) =>
      Array.isArray(value) ? Object.assign([...(value as unknown[])], field) : {...value, ...field};
    for (const changed of changedFields(old, change, `${name}.${key}`)) {
      yield {what: changed.what, value: put({[key]: changed.value})};
    }
    if (Array.isArray(value)) continue;
    const {[key]: _missing, ...others} = value as Record<string, unknown>;
    yield {what: `${name}.${key} is missing`, value: others};
  }
}

const OF_EACH_TYPE = [null, 'other', '', '1', 1, 0.5, -1, 2 ** 53, true, false, [], ['open'], {}, {kind: 'user2'}];

function wrongTypes(old: unknown, name: string): readonly unknown[] {
  const isChoice = /\.(status|kind|type)$/.test(name);
  return OF_EACH_TYPE.filter((other) => {
    if (typeof old === 'string') return isChoice || typeof other !== 'string';
    if (typeof old === 'number') return !Number.isSafeInteger(other) || (other as number) < 0;
    if (typeof old === 'boolean') return typeof other !== 'boolean';
    return Array.isArray(old) ? !Array.isArray(other) || other.length > 0 : true;
  });
}

for (const [name, {parse, valid}] of Object.entries(PARSERS)) {
  describe(name, () => {
    it("returns the service's value", () => {
      fc.assert(fc.property(valid, (value) => assert.deepEqual(parse(overJson(value)), overJson(value))));
    });

    it('accepts extra fields of a newer service', () => {
      fc.assert(
        fc.property(valid, (value) => {
          const newer = {...value, somethingNew: {of: ['any', 'shape', 1]}};
          assert.deepEqual(parse(overJson(newer)), overJson(newer));
        }),
      );
    });

    it('rejects each missing field and each wrong type', () => {
      fc.assert(
        fc.property(valid, (value) => {
          for (const changed of changedFields(overJson(value), wrongTypes)) {
            assert.equal(parse(changed.value), undefined, changed.what);
          }
        }),
        {numRuns: 10},
      );
    });

    it('rejects inherited fields', () => {
      fc.assert(fc.property(valid, (value) => assert.equal(parse(Object.create(value)), undefined)));
    });

    it('never throws on noise, and rejects it', () => {
      fc.assert(
        fc.property(fc.anything({withNullPrototype: true, withSparseArray: true, withDate: true}), (noise) =>
          assert.equal(parse(noise), undefined),
        ),
        {numRuns: 500},
      );
    });
  });
}

describe('parseError', () => {
  it('accepts an error code of a newer service', () => {
    const newer = {error: {code: 'out_for_lunch', message: 'Back at one.'}};
    assert.deepEqual(parseError(newer), newer);
  });
});

describe('parseMessage', () => {
  it('rejects an agent without a name, and an unknown kind of sender', () => {
    const [sample] = fc.sample(message, 1);
    for (const sender of [{kind: 'agent'}, {kind: 'agent', name: null}, {kind: 'bot', name: 'Rob'}, 'user']) {
      assert.equal(parseMessage({...sample, sender}), undefined);
    }
  });
});

describe('parseServiceFrame', () => {
  it('rejects values that are not text, and text that is not JSON', () => {
    for (const data of [
      '',
      '{',
      'ready',
      new ArrayBuffer(4),
      new Blob([]),
      Symbol('ready'),
      Object.create(null),
      null,
    ]) {
      assert.equal(parseServiceFrame(data), undefined);
    }
  });

  it('ignores frames of a newer service', () => {
    assert.equal(parseServiceFrame('{"type":"agent-typing","conversationId":"c1"}'), undefined);
    assert.equal(parseServiceFrame('{"type":["ready"]}'), undefined);
  });

  it('never throws on noise', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (data) => void parseServiceFrame(data)));
  });
});
