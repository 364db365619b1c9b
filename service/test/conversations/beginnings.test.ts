import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {TAGS_LIMIT} from 'helpshift-chat/protocol';
import {readBeginning} from '../../src/conversations/beginnings.js';
import {
  addApp,
  assertError,
  changeSettings,
  knownOf,
  newCredential,
  startTestService,
  type TestApp,
} from '../support/test-service.js';
import type {AgentSyncRequest} from '../../contract/conversations.js';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

const NOTHING = {fields: [], tags: [], pageUrl: null};

async function start(t: TestContext, app: TestApp = {}) {
  const service = await startTestService(t, {app});
  const headers = await service.agent();
  const post = (session: string, beginning: unknown, text = 'hello') => {
    const messages = [{id: randomUUID(), text, beginning}];
    return service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
  };
  const read = async (id: string, more: AgentSyncRequest = {}) => {
    const {conversations} = await service.agentSync(headers, {...more, page: {id}});
    return conversations.find((one) => one.id === id)?.beginning;
  };
  /** What agents read of a conversation that begins with this. */
  const begin = async (beginning: unknown, session?: string) => {
    const response = await post(session ?? (await service.visit()), beginning);
    assert.equal(response.statusCode, 201, response.body);
    const {conversations} = response.json<SendMessagesResponse>();
    return read(conversations.at(-1)?.id ?? assert.fail());
  };
  return {service, headers, post, read, begin};
}

/** A request with one message. Its fields are a text of JSON, because an object cannot hold every key. */
function sendingText(fields: string) {
  const payload = `{"messages":[{"id":"${randomUUID()}","text":"x","beginning":{"fields":${fields}}}]}`;
  return {method: 'POST', url: '/v1/messages', headers: {'content-type': 'application/json'}, payload} as const;
}

const line = (value: unknown) => ({type: 'singleline', value});

describe('what a conversation begins with', () => {
  it('is what its page gave, and agents read it with the newest page alone', async (t) => {
    const {service, headers, post, read} = await start(t, {tags: ['billing', 'order status']});
    const session = await service.visit();
    const given = {
      contact: {name: 'Ann'},
      fields: {
        plan: {type: 'dropdown', value: 'gold'},
        story: {type: 'multiline', value: 'one\ntwo'},
        seats: {type: 'number', value: '10.5'},
        since: {type: 'date', value: 1_700_000_000_000},
        vip: {type: 'checkbox', value: false},
      },
      tags: ['order status', 'billing'],
      pageUrl: 'https://shop.example/cart',
    };
    const response = await post(session, given);
    const [conversation = assert.fail()] = response.json<SendMessagesResponse>().conversations;
    const {id} = conversation;
    const expected = {
      fields: Object.entries(given.fields).map(([key, field]) => ({key, ...field})),
      tags: given.tags,
      pageUrl: given.pageUrl,
    };
    assert.deepEqual(await read(id), expected);
    // The user's own page knows it, and a list would be long.
    assert.ok(!response.body.includes('gold') && !JSON.stringify(await service.sync(session)).includes('gold'));
    const [head] = await service.agentList(headers);
    assert.deepEqual([head?.contact, head && 'beginning' in head], [{name: 'Ann', email: null}, false]);
    const {conversations} = await service.agentSync(headers, {page: {id, before: 9}});
    assert.equal(conversations[0]?.beginning, undefined);
    // Also for an inbox that knows a part of the conversation, or all.
    await service.append(headers, id, 'hi');
    assert.deepEqual(await read(id, {known: [{...knownOf(conversation), note: 0}]}), expected);
    const known = (await service.agentList(headers)).map((one) => ({...knownOf({...conversation, ...one}), note: 0}));
    assert.deepEqual(await read(id, {known}), expected);
  });

  it('never changes, and each conversation has its own', async (t) => {
    const {service, headers, begin, read} = await start(t);
    const session = await service.visit();
    const first = await begin({fields: {plan: line('gold')}}, session);
    const [{id} = assert.fail()] = await service.agentList(headers);
    await begin({fields: {plan: line('silver')}, pageUrl: 'https://a.example/'}, session);
    assert.deepEqual(await read(id), first);
    await service.append(headers, id, {kind: 'rejected'});
    assert.deepEqual((await begin({fields: {plan: line('lead')}}, session))?.fields, [{key: 'plan', ...line('lead')}]);
    await service.append(headers, (await service.agentList(headers))[0]?.id ?? '', {kind: 'rejected'});
    assert.deepEqual(await begin(undefined, session), NOTHING);
    assert.equal(await service.count('beginnings'), 2);
  });

  it('leaves out each field that is not valid, and keeps the others', async (t) => {
    const {begin} = await start(t);
    const fields = {
      good: line('x'),
      'no type': {value: 'x'},
      'unknown type': {type: 'colour', value: 'red'},
      number: {type: 'number', value: 'ten'},
      date: {type: 'date', value: '2026-01-01'},
      checkbox: {type: 'checkbox', value: 'yes'},
      long: line('x'.repeat(256)),
      'a\nkey': line('x'),
      '': line('x'),
      nothing: null,
      text: 'x',
      also: {type: 'checkbox', value: true},
    };
    const kept = [
      {key: 'good', ...line('x')},
      {key: 'also', type: 'checkbox', value: true},
    ];
    assert.deepEqual((await begin({fields}))?.fields, kept);
    for (const none of [null, 'x', 7, [line('x')], {}]) assert.deepEqual((await begin({fields: none}))?.fields, []);
  });

  it("keeps names of an object's own methods as the keys that they are, and refuses a prototype", async (t) => {
    const {service, begin} = await start(t);
    const names = ['constructor', 'toString', 'hasOwnProperty', 'prototype', '__defineGetter__'];
    const read = await begin({fields: Object.fromEntries(names.map((name) => [name, line(name)]))});
    assert.deepEqual(
      read?.fields,
      names.map((name) => ({key: name, ...line(name)})),
    );
    const before = await service.count('conversations');
    for (const fields of ['{"__proto__":{"type":"singleline","value":"x"}}', '{"constructor":{"prototype":{"x":1}}}']) {
      const response = await service.as(await service.visit(), sendingText(fields));
      assertError(response, 400, 'invalid_request');
    }
    assert.equal(await service.count('conversations'), before);
  });

  it('leaves out what is too much: fields, characters, and megabytes of them', async (t) => {
    const {service, post, begin, read} = await start(t);
    const many = Object.fromEntries(Array.from({length: 101}, (_, index) => [`field ${index}`, line('x')]));
    assert.equal((await begin({fields: many}))?.fields.length, 100);
    const long = {type: 'multiline', value: '€'.repeat(99_000)};
    const kept = (await begin({fields: {one: long, two: long, three: long, four: line('x')}}))?.fields;
    assert.deepEqual(
      kept?.map(({key}) => key),
      ['one', 'two', 'four'],
    );
    const session = await service.visit();
    assertError(await post(session, {fields: {x: line('x'.repeat(1024 * 1024))}}), 413, 'payload_too_large');
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    const response = await service.as(session, sendingText(`{"x":${deep},"y":{"type":"singleline","value":${deep}}}`));
    assert.equal(response.statusCode, 413);
    const less = await service.as(session, sendingText(`{"x":${deep},"good":{"type":"checkbox","value":true}}`));
    assert.equal(less.statusCode, 201, less.body);
    const [{id} = assert.fail()] = less.json<SendMessagesResponse>().conversations;
    assert.deepEqual((await read(id))?.fields, [{key: 'good', type: 'checkbox', value: true}]);
  });

  it('has the tags that its own app has, letter by letter, each once', async (t) => {
    const {service, begin} = await start(t, {tags: ['billing', 'VIP', 'constructor']});
    await addApp(service.engine, {platformId: 'other', tags: ['theirs'], secrets: []});
    const tags = ['VIP', 'theirs', 'Billing', 'billing ', 'billing', 'VIP', 'toString', ''];
    assert.deepEqual((await begin({tags}))?.tags, ['VIP', 'billing']);
    assert.deepEqual((await begin({tags: Array.from({length: TAGS_LIMIT}, (_, index) => `tag ${index}`)}))?.tags, []);
    await changeSettings(service.engine, {tags: []});
    assert.deepEqual((await begin({tags}))?.tags, []);
    assert.equal(await service.count('beginnings'), 1);
  });

  it('has the address of its page, without what may be secret in it', async (t) => {
    const {begin} = await start(t);
    const longest = `https://a.example/${'x'.repeat(1982)}`;
    for (const [given, kept] of [
      ['https://a.example/b', 'https://a.example/b'],
      ['https://a.example/b?token=1', 'https://a.example/b'],
      ['http://localhost:8080/', 'http://localhost:8080/'],
      ['https://a.example/b#token=1', 'https://a.example/b'],
      ['https://ann:secret@a.example/', 'https://a.example/'],
      [longest, longest],
      [`${longest}x`, null],
      ['javascript:alert(1)', null],
      ['file:///home/ann/page.html', null],
      ['about:blank', null],
      ['/cart', null],
      ['', null],
    ] as const) {
      assert.equal((await begin({pageUrl: given}))?.pageUrl, kept, given);
    }
  });

  it('has neither contact nor address of the page with full privacy', async (t) => {
    const {service, headers, begin} = await start(t);
    const {sessionToken} = await service.session({anonymousCredential: newCredential(), fullPrivacy: true});
    const beginning = {
      contact: {name: 'Ann', email: 'ann@x.org'},
      fields: {plan: line('gold')},
      pageUrl: 'https://a.example/',
    };
    const read = await begin(beginning, sessionToken);
    assert.deepEqual([read?.fields.length, read?.pageUrl], [1, null]);
    assert.deepEqual((await service.agentList(headers))[0]?.contact, {name: null, email: null});
    const rows = await service.engine.db.selectFrom('beginnings').select('content').execute();
    assert.doesNotMatch(JSON.stringify(rows), /ann|a\.example/i);
  });

  it('is not stored by a message that is refused', async (t) => {
    const {service, post} = await start(t);
    const session = await service.visit();
    const {entry} = await service.send(await service.visit(), 'hello');
    const other = await service.send(session, 'first');
    const messages = [
      {id: randomUUID(), text: 'x', beginning: {fields: {plan: line('gold')}}},
      {id: other.entry.id, text: 'something else'},
    ];
    const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
    assertError(response, 409, 'conflict', 'messages.1.id');
    assertError(await post(session, {pageUrl: 'https://a.example/'}, ' '), 400, 'invalid_request', 'messages.0.text');
    assert.ok(entry && (await service.count('beginnings')) === 0);
  });
});

describe('readBeginning', () => {
  it('never throws, and gives nothing that a database cannot store', () => {
    const noise = fc.anything({withNullPrototype: true, withDate: true, withBigInt: true});
    const text = fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('a\0b', '\ud83d', 'x\udc00y'));
    const field = fc.record({type: fc.constantFrom('singleline', 'multiline', 'dropdown', 'number'), value: text});
    const fields = fc.oneof(noise, fc.dictionary(text, fc.oneof(field, noise)));
    fc.assert(
      fc.property(fields, fc.array(text), fc.oneof(text, fc.webUrl()), (fields, tags, pageUrl) => {
        const read = readBeginning({fields, tags, pageUrl});
        for (const {key, value} of read.fields) assert.doesNotMatch(`${key}${String(value)}`, /[\p{Surrogate}\0]/u);
        assert.doesNotMatch(read.pageUrl ?? '', /[\p{Surrogate}\0?#]/u);
        assert.deepEqual(JSON.parse(JSON.stringify(read)), read);
      }),
    );
  });
});
