import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  type Author,
  type Content,
  type Entry,
  type ErrorResponse,
  parseError,
  parseServiceFrame,
  parseSession,
  parseSync,
  type SessionResponse,
  type SyncedConversation,
} from '../../src/protocol/index.js';

const count = fc.maxSafeNat();
const text = fc.string({unit: 'binary'});

const author: fc.Arbitrary<Author> = fc.oneof(
  fc.record({kind: fc.constantFrom('user', 'bot', 'system')}),
  fc.record({kind: fc.constant<'agent'>('agent'), name: text}),
);

const file = {fileId: text, name: text, mediaType: text, bytes: count};

const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record({kind: fc.constant<'attachment'>('attachment'), ...file}),
  fc.record({kind: fc.constant<'attachment'>('attachment'), ...file, width: count, height: count}),
  fc.record({kind: fc.constant<'text'>('text'), text}),
  fc.record({kind: fc.constantFrom('resolved', 'rejected', 'reopened', 'ended')}),
  fc.record({kind: fc.constant<'rated'>('rated'), rating: count, feedback: text}),
  fc.record({
    kind: fc.constant<'card'>('card'),
    text,
    actions: fc.array(fc.record({kind: fc.constantFrom('link', 'call'), label: text, target: text}), {maxLength: 3}),
  }),
);

const entry: fc.Arbitrary<Entry> = fc.record({number: fc.nat(), id: text, author, content, time: count});

const conversation: fc.Arbitrary<SyncedConversation> = fc.record({
  id: text,
  ordinal: count,
  version: count,
  status: fc.constantFrom('open', 'resolved', 'rejected', 'ended'),
  lastNumber: count,
  lastId: text,
  readNumber: count,
  unreadCount: count,
  agentReadNumber: count,
  entries: fc
    .uniqueArray(entry, {selector: ({number}) => number, maxLength: 5})
    .map((entries) => entries.sort((a, b) => a.number - b.number)),
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

/** Each parser, with a valid value. */
const PARSERS: Record<string, {parse: (value: unknown) => unknown; valid: fc.Arbitrary<object>}> = {
  parseSession: {parse: parseSession, valid: session},
  parseError: {parse: parseError, valid: error},
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

/** Values that only a newer service can send. */
const UNKNOWN_VALUES = [
  undefined,
  null,
  'new',
  5,
  [],
  {},
  {kind: 'new'},
  {kind: 'new', text: 'hello'},
  {kind: ['text']},
];

describe('parseSync', () => {
  const sync = fc.record({
    conversations: fc.array(conversation, {maxLength: 3}),
    restart: fc.array(text, {maxLength: 3}),
    version: count,
  });

  it("returns the service's value", () => {
    fc.assert(fc.property(sync, (value) => assert.deepEqual(parseSync(overJson(value)), overJson(value))));
  });

  it('reads an answer without a version, and without anything to start again', () => {
    assert.deepEqual(parseSync({conversations: []}), {conversations: [], restart: [], version: undefined});
  });

  it('makes unknown what it does not know, entry by entry, and keeps all else', () => {
    fc.assert(
      fc.property(conversation, entry, (...samples) => {
        const [known, other] = overJson(samples) as typeof samples;
        for (const value of UNKNOWN_VALUES) {
          const number = (known.entries.at(-1)?.number ?? 0) + 1;
          const odd = [
            {...other, number, author: value},
            {...other, number: number + 1, content: value},
            {...other, number: number + 2, author: {kind: 'agent'}},
            {...other, number: number + 3, somethingNew: value},
          ];
          const newer = {...known, status: value, somethingNew: value, entries: [...known.entries, ...odd]};
          const [read] = parseSync({conversations: [newer], somethingNew: value})?.conversations ?? [];
          assert.equal(read?.status, 'unknown');
          assert.deepEqual(read.entries.slice(0, -4), known.entries);
          const [author, content, nameless, extra] = read.entries.slice(-4);
          assert.deepEqual([author?.author, author?.content], [{kind: 'unknown'}, other.content]);
          assert.deepEqual([content?.author, content?.content], [other.author, {kind: 'unknown'}]);
          assert.deepEqual([nameless?.author, nameless?.content], [{kind: 'unknown'}, other.content]);
          assert.deepEqual([extra?.author, extra?.content], [other.author, other.content]);
        }
      }),
      {numRuns: 50},
    );
  });

  it('does not know what agents have seen when the service does not say, or says something else', () => {
    const [one] = fc.sample(conversation, 1);
    for (const agentReadNumber of [undefined, null, '3', -1, 0.5, {}]) {
      const [read] = parseSync({conversations: [{...one, agentReadNumber}]})?.conversations ?? [];
      assert.deepEqual([read?.id, read?.agentReadNumber], [one?.id, undefined]);
    }
  });

  describe('of a card', () => {
    /** The content of an entry with this content. */
    const readContent = (content: unknown) => {
      const entries = [{number: 1, id: 'a', time: 1, author: {kind: 'agent', name: 'Rae'}, content}];
      const [one] = fc.sample(conversation, 1);
      return parseSync({conversations: [{...one, entries}]})?.conversations[0]?.entries[0]?.content;
    };
    const open = {kind: 'link', label: 'Open', target: 'https://example.com'};
    const call = {kind: 'call', label: 'Call us', target: '112'};

    it('leaves out actions that it does not know, and keeps the others in their order', () => {
      const odd = [
        {...open, kind: 'pay'},
        {...open, kind: ['link']},
        {...open, label: 5},
        {kind: 'link', label: 'Open'},
        {kind: 'call', target: '112'},
        Object.create(open) as object,
        ...[null, 'link', 5, [], {}],
      ];
      assert.deepEqual(readContent({kind: 'card', text: 'Choose', actions: [...odd, open, ...odd, call, ...odd]}), {
        kind: 'card',
        text: 'Choose',
        actions: [open, call],
      });
    });

    it('keeps the text without a list of actions', () => {
      for (const actions of [undefined, null, 'link', {}, {length: 1, 0: open}, []]) {
        assert.deepEqual(readContent({kind: 'card', text: 'Choose', actions}), {
          kind: 'card',
          text: 'Choose',
          actions: [],
        });
      }
    });

    it('of a newer service keeps what is new, and is unknown without its text', () => {
      const newer = {kind: 'card', text: 'Choose', picture: {of: 'a parcel'}, actions: [{...open, style: 'big'}]};
      assert.deepEqual(readContent(newer), newer);
      for (const content of [
        {kind: 'card', actions: [open]},
        {...newer, text: 5},
        {...newer, kind: 'carousel'},
      ]) {
        assert.deepEqual(readContent(content), {kind: 'unknown'});
      }
    });

    it('or of an attachment has both sides of a picture, or none', () => {
      const file = {kind: 'attachment', fileId: 'f', name: 'a.jpg', mediaType: 'image/jpeg', bytes: 7};
      const sized = {...file, width: 4, height: 3};
      for (const known of [file, sized]) assert.deepEqual(readContent(known), known);
      const wrong = [
        {...file, width: 4},
        {...sized, height: '3'},
        {...sized, width: -1},
        {...file, bytes: 1.5},
        {...file, name: null},
        {kind: 'attachment', name: 'a.jpg'},
      ];
      for (const one of wrong) assert.deepEqual(readContent(one), {kind: 'unknown'}, JSON.stringify(one));
    });

    it('or of a rating is unknown when a field is missing or of another type', () => {
      const rated = {kind: 'rated', rating: 4, feedback: ''};
      assert.deepEqual(readContent(rated), rated);
      for (const content of [
        {...rated, rating: '4'},
        {...rated, rating: -1},
        {...rated, rating: 4.5},
        {...rated, feedback: null},
        {kind: 'rated', rating: 4},
      ]) {
        assert.deepEqual(readContent(content), {kind: 'unknown'});
      }
    });
  });

  it('drops what is no conversation and no entry, and keeps the others', () => {
    const [one] = overJson(fc.sample(conversation, 1)) as [SyncedConversation];
    const [kept] = overJson(fc.sample(entry, 1)) as [Entry];
    const noEntries = [
      null,
      5,
      'x',
      {},
      {...kept, number: -1},
      {...kept, number: 1.5},
      {...kept, id: 5},
      {...kept, time: '1'},
    ];
    const noConversations = [null, 5, [], {}, {...one, id: 5}, {...one, version: -1}, {...one, lastNumber: 0.5}];
    const answer = {conversations: [...noConversations, {...one, entries: [...noEntries, kept, ...noEntries]}]};
    assert.deepEqual(parseSync(answer)?.conversations, [{...one, entries: [kept]}]);
  });

  it('orders entries by number, and of two with one number keeps the first', () => {
    const [one] = fc.sample(conversation, 1);
    const [sample] = fc.sample(entry, 1);
    const at = (number: number, id: string) => ({...sample, number, id});
    const entries = [at(3, 'c'), at(1, 'a'), at(3, 'other'), at(2, 'b')];
    const [read] = parseSync({conversations: [{...one, entries}]})?.conversations ?? [];
    assert.deepEqual(
      read?.entries.map(({id}) => id),
      ['a', 'b', 'c'],
    );
  });

  it('never throws on noise, and rejects what holds no list', () => {
    fc.assert(
      fc.property(fc.anything({withNullPrototype: true, withSparseArray: true, withDate: true}), (noise) => {
        assert.equal(parseSync(noise), undefined);
        assert.ok(parseSync({conversations: [noise, {...fc.sample(conversation, 1)[0], entries: noise}]}));
      }),
      {numRuns: 300},
    );
  });
});

describe('parseServiceFrame', () => {
  it("returns the service's frames", () => {
    const frame = fc.oneof(
      fc.record({type: fc.constant('ready'), version: count, isThere: fc.boolean()}),
      fc.record({type: fc.constant('pong'), version: count}),
      fc.record({type: fc.constant('presence'), isThere: fc.boolean()}),
      fc.record({type: fc.constant('typing'), name: fc.string()}),
      fc.record({type: fc.constant('changed'), conversation}),
    );
    fc.assert(
      fc.property(frame, (value) => assert.deepEqual(parseServiceFrame(JSON.stringify(value)), overJson(value))),
    );
  });

  it('takes it that nobody is there when a service does not say so', () => {
    assert.deepEqual(parseServiceFrame('{"type":"ready","version":1}'), {type: 'ready', version: 1, isThere: false});
    assert.deepEqual(parseServiceFrame('{"type":"presence","isThere":1}'), {type: 'presence', isThere: false});
  });

  it('makes an unknown frame of everything else', () => {
    const others = [
      ...['', '{', 'ready', 'null', '5', '[]', '{"type":["ready"]}', '{"type":"changed"}', '{"type":"typing"}'],
      ...[new ArrayBuffer(4), new Blob([]), Symbol('ready'), Object.create(null) as object, null],
    ];
    for (const data of others) assert.deepEqual(parseServiceFrame(data), {type: 'unknown'});
  });

  it('never throws on noise', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (data) => void parseServiceFrame(data)));
  });
});
