import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {describe, it} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {buildApp} from '../../src/app.js';
import {
  LISTED_ORIGINS_LIFE_MS,
  LIVE_AUTHENTICATE_LIMIT_MS,
  LIVE_FRAMES_LIMIT,
  LIVE_PEER_CHECK_MS,
} from '../../src/limits.js';
import {assertEnds, authenticate, changed, LiveClient, refusedWith, startLive} from '../support/live.js';
import {
  addApp,
  answering,
  APP,
  deleteKey,
  knownOf,
  linesOf,
  newCredential,
  SECRET,
  sending,
  setVerification,
  storeSettings,
  SYNC,
  temporaryFolder,
  textsOf,
} from '../support/test-service.js';
import type {CompiledQuery} from 'kysely';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

describe('a live connection of a user', () => {
  it('gets every change, in every browser, and nothing else', async (t) => {
    const {service, listen} = await startLive(t);
    const [one, two] = [await service.logIn('captain'), await service.logIn('captain')];
    const clients = [await listen(one), await listen(two)];
    const first = await service.send(one, 'hello');
    for (const client of clients) assert.deepEqual(await client.next(), changed(first.conversation));
    const headers = await service.agent();
    await service.append(headers, first.conversation.id, 'hi');
    const [answered] = await service.news(two, first.conversation);
    assert.deepEqual(textsOf(answered), ['hi']);
    for (const client of clients) assert.deepEqual(await client.next(), changed(answered));
  });

  it('gets in one frame what belongs together: a resolution and its end, a reopening and its text', async (t) => {
    const {service, listen, listenAsAgent} = await startLive(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const clients = [await listen(session), await listenAsAgent(headers)];
    const nextKinds = async () => {
      const frames = await Promise.all(clients.map((client) => client.next()));
      return frames.map((frame) => (frame.type === 'changed' ? linesOf(frame.conversation) : frame.type));
    };
    await service.append(headers, conversation.id, {kind: 'resolved'});
    assert.deepEqual(await nextKinds(), [['[resolved]'], ['[resolved]']]);
    await service.send(session, 'again');
    assert.deepEqual(await nextKinds(), [
      ['[reopened]', 'again'],
      ['[reopened]', 'again'],
    ]);
    await storeSettings(service.engine, {askResolution: false});
    await service.append(headers, conversation.id, {kind: 'resolved'});
    assert.deepEqual(await nextKinds(), [
      ['[resolved]', '[ended]'],
      ['[resolved]', '[ended]'],
    ]);
    await service.as(session, answering(conversation.id, {kind: 'rated', rating: 5, feedback: ''}));
    assert.deepEqual(await nextKinds(), [['[rated]'], ['[rated]']]);
    for (const client of clients) await client.assertNothingCame();
  });

  it('gets the first conversation of a visitor who has just written', async (t) => {
    const {service, listen} = await startLive(t);
    const session = await service.visit();
    const client = await listen(session);
    const {conversation} = await service.send(session, 'hello');
    assert.deepEqual(await client.next(), changed(conversation));
  });

  it('"available only to them": never hears of another user\'s conversation', async (t) => {
    const {service, listen} = await startLive(t);
    const ann = await service.logIn('ann');
    const others = [await listen(await service.logIn('bob')), await listen(await service.visit())];
    const {conversation} = await service.send(ann, 'hello');
    await service.append(await service.agent(), conversation.id, 'hi');
    for (const other of others) await other.assertNothingCame();
  });

  it('gets read marks and resolutions from elsewhere', async (t) => {
    const {service, listen} = await startLive(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const headers = await service.agent();
    await service.append(headers, conversation.id, 'hi');
    const [answered] = await service.news(session, conversation);
    const client = await listen(session);
    const read = [{id: conversation.id, number: 2}];
    await service.sync(session, {read});
    const [marked] = await service.news(session, answered!);
    assert.deepEqual([marked?.readNumber, marked?.unreadCount, marked?.entries], [2, 0, []]);
    assert.deepEqual(await client.next(), changed(marked));
    await service.sync(session, {read});
    await client.assertNothingCame();
    await service.append(headers, conversation.id, {kind: 'resolved'});
    const [resolved] = await service.news(session, marked!);
    assert.equal(resolved?.status, 'resolved');
    assert.deepEqual(await client.next(), changed(resolved));
  });

  it('is told the version that a sync would tell, when it begins and with each pong', async (t) => {
    const {service, connect} = await startLive(t);
    const session = await service.visit();
    const client = await connect('/v1/live');
    client.say(authenticate(session));
    assert.equal(await client.ready(), 0);
    const {conversation} = await service.send(session, 'hello');
    assert.deepEqual(await client.next(), changed(conversation));
    assert.equal(await client.assertNothingCame(), conversation.version);
    await service.sync(session, {read: [{id: conversation.id, number: 1}]});
    await service.append(await service.agent(), conversation.id, 'hi');
    await client.next();
    await service.sync(session, {read: [{id: conversation.id, number: 2}]});
    await client.next();
    const version = (await service.sync(session)).version;
    assert.ok(version! > conversation.version);
    assert.equal(await client.assertNothingCame(), version);
    client.say(authenticate(session));
    assert.equal(await client.ready(), version);
  });

  it('gets what many write at once in order, without a gap', async (t) => {
    const {service, listen} = await startLive(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'first');
    const clients = [await listen(session), await listen(session)];
    await Promise.all(
      Array.from({length: 40}, (_, index) =>
        index % 2 ? service.send(session, `user ${index}`) : service.append(headers, conversation.id, `agent ${index}`),
      ),
    );
    const last = (await service.sync(session)).conversations[0];
    for (const client of clients) {
      const held = [...conversation.entries];
      while (held.length < 41) {
        const frame = await client.next();
        assert.equal(frame.type, 'changed');
        // As a client does: it appends what follows without a gap.
        const {entries} = 'conversation' in frame ? frame.conversation : assert.fail();
        held.push(...entries.filter(({number}) => number > held.length));
        assert.deepEqual(held.at(-1)?.number, held.length, 'a frame leaves no gap');
      }
      assert.deepEqual(held.at(-1)?.id, last?.lastId);
    }
  });

  it('gets both conversations when one request ends one and begins another', async (t) => {
    const {service, listen} = await startLive(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    await service.append(await service.agent(), conversation.id, {kind: 'resolved'});
    const client = await listen(session);
    const answer = answering(conversation.id, {kind: 'ended'}).payload.messages;
    const messages = [...answer, ...sending('two').payload.messages];
    const sent = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
    const [ended, begun] = sent.json<SendMessagesResponse>().conversations;
    assert.deepEqual(await client.next(), changed(ended));
    assert.deepEqual(await client.next(), changed(begun));
    await client.assertNothingCame();
  });

  it('gets nothing of what only agents see: notes', async (t) => {
    const {service, listen} = await startLive(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const client = await listen(session);
    const note = {kind: 'note', text: 'a secret of agents'} as const;
    await service.append(headers, conversation.id, note);
    const version = await client.assertNothingCame();
    // Neither on any other way.
    await service.append(headers, conversation.id, {kind: 'resolved'});
    await service.append(headers, conversation.id, note);
    const answers = [
      await service.as(session, {...SYNC, payload: {page: {}}}),
      await service.as(session, {...SYNC, payload: {known: [knownOf(conversation)]}}),
      await service.as(session, {...SYNC, payload: {known: [knownOf(conversation)], waitMs: 1000}}),
      await service.as(session, {...SYNC, payload: {page: {before: {id: conversation.id, number: 9}}}}),
      await service.as(session, sending('next')),
    ];
    await client.next();
    for (const {body} of answers) assert.doesNotMatch(body, /secret of agents|[nN]ote/);
    assert.doesNotMatch(JSON.stringify(client.frames), /secret of agents|[nN]ote/);
    assert.ok(version !== undefined);
  });

  it('gets nothing after its key is deleted, also not what is stored in the same moment', async (t) => {
    const {service, listen} = await startLive(t, {liveTickMs: 3_600_000});
    const headers = await service.agent();
    const session = await service.logIn('captain');
    const {conversation} = await service.send(session, 'hello');
    const client = await listen(session);
    const before = client.frames.length;
    await Promise.all([
      deleteKey(service.engine, SECRET),
      service.append(headers, conversation.id, 'too late for this session'),
    ]);
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
    assert.doesNotMatch(JSON.stringify(client.frames.slice(before)), /too late/);
  });

  it('gets nothing of a message that is stored before its log-out and read after it', async (t) => {
    const {service, listen} = await startLive(t, {liveTickMs: 3_600_000});
    const headers = await service.agent();
    const session = await service.logIn('captain');
    const {conversation} = await service.send(session, 'hello');
    const client = await listen(session);
    const {db} = service.engine;
    const execute = db.executeQuery.bind(db);
    // The session ends in the database between the read of the entries and the check of the session.
    t.mock.method(db, 'executeQuery', async (query: CompiledQuery) => {
      const rows = await execute(query);
      if (/from "entries".*order by/.test(query.sql)) {
        await db.updateTable('secret_keys').set({deleted_at: 1}).execute();
      }
      return rows;
    });
    await service.append(headers, conversation.id, 'too late');
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
    assert.doesNotMatch(JSON.stringify(client.frames), /too late/);
  });

  it('is told again of what is sent again: the process that stored it may have told nobody', async (t) => {
    const {service, listen, listenAsAgent} = await startLive(t);
    const session = await service.visit();
    const {conversation, entry} = await service.send(session, 'hello');
    const headers = await service.agent();
    const [answer, note] = [randomUUID(), randomUUID()];
    await service.append(headers, conversation.id, 'hi', answer);
    await service.append(headers, conversation.id, {kind: 'note', text: 'a note'}, note);
    const [user, agent] = [await listen(session), await listenAsAgent(headers)];
    const next = async (client: LiveClient): Promise<readonly string[]> => {
      const frame = await client.next();
      return frame.type === 'changed' ? linesOf(frame.conversation) : [];
    };
    await service.send(session, 'hello', entry.id);
    assert.deepEqual(
      [await next(user), await next(agent)],
      [
        ['hello', 'hi'],
        ['hello', 'hi'],
      ],
    );
    await service.append(headers, conversation.id, 'hi', answer);
    assert.deepEqual([await next(user), await next(agent)], [['hi'], ['hi']]);
    await service.append(headers, conversation.id, {kind: 'note', text: 'a note'}, note);
    const frame = await agent.next();
    assert.ok(frame.type === 'changed' && 'notes' in frame.conversation);
    assert.deepEqual(
      frame.conversation.notes.map(({id}) => id),
      [note],
    );
    await user.assertNothingCame();
  });

  it('answers a ping', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    await client.assertNothingCame();
  });

  it('ignores frames of a newer client', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    for (const frame of ['{"type":"typing"}', '[]', '5', 'null', '"ping"', 'noise', '{"type":{"ping":1}}'])
      client.say(frame);
    await client.assertNothingCame();
  });

  it('continues with a new session of the same user', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.logIn('captain'));
    const witness = await listen(await service.visit());
    service.clock.advance(SESSION_LIFE_MS - 1);
    const renewed = await service.logIn('captain');
    client.say(authenticate(renewed));
    await client.ready();
    service.clock.advance(1);
    await assertEnds(witness, LIVE_CLOSE_UNAUTHORIZED);
    const {conversation} = await service.send(renewed, 'hello');
    assert.deepEqual(await client.next(), changed(conversation));
  });

  it('belongs to the user of its newest session, and no longer to the user before', async (t) => {
    const {service, listen} = await startLive(t);
    const [ann, bob] = [await service.logIn('ann'), await service.logIn('bob')];
    const client = await listen(ann);
    client.say(authenticate(bob));
    await client.ready();
    await service.send(ann, 'hello');
    await client.assertNothingCame();
    const {conversation} = await service.send(bob, 'hello');
    assert.deepEqual(await client.next(), changed(conversation));
  });

  for (const [name, frame] of [
    ['an unknown session', authenticate('v1.x.y')],
    ['no session', {type: 'authenticate'}],
    ['a session that is a number', authenticate(5)],
    ['a ping first', {type: 'ping'}],
    ['noise', 'noise'],
  ] as const) {
    it(`is closed for ${name}`, async (t) => {
      const {connect} = await startLive(t);
      const client = await connect('/v1/live');
      client.say(frame);
      await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
      assert.deepEqual(client.frames, []);
    });
  }

  it('is closed when a renewal is refused', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    client.say(authenticate('forged'));
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('is closed without a session token', async (t) => {
    const {service, connect} = await startLive(t);
    const client = await connect('/v1/live');
    service.clock.advance(LIVE_AUTHENTICATE_LIMIT_MS);
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('is closed when its session ends', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    service.clock.advance(SESSION_LIFE_MS);
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('"generated using the old secret key become invalid": is closed when its key is deleted; others stay', async (t) => {
    const {service, listen} = await startLive(t);
    const [verified, visitor] = [await listen(await service.logIn('captain')), await listen(await service.visit())];
    await deleteKey(service.engine, SECRET);
    await assertEnds(verified, LIVE_CLOSE_UNAUTHORIZED);
    await visitor.assertNothingCame();
  });

  it('is closed at once, before the next check, when its session or its user ends', async (t) => {
    const {service, listen} = await startLive(t, {liveTickMs: 3_600_000});
    const anonymousCredential = newCredential();
    const session = await service.logIn('captain');
    const [user, visitor] = [await listen(session), await listen(await service.visit(anonymousCredential))];
    const sameUser = await listen(await service.logIn('captain'));
    await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [session]}});
    await assertEnds(user, LIVE_CLOSE_UNAUTHORIZED);
    await service.ask({method: 'POST', url: '/v1/anonymous-users/clear', payload: {...APP, anonymousCredential}});
    await assertEnds(visitor, LIVE_CLOSE_UNAUTHORIZED);
    await sameUser.assertNothingCame();
  });

  it('is closed when another process ends its session or its user; others stay', async (t) => {
    const {service, listen} = await startLive(t);
    const {engine, sessionKey, clock} = service;
    const clockBehind = () => clock.now() - 30_000;
    const attachmentsFolder = temporaryFolder(t);
    const log = service.app.log;
    const other = await buildApp({store: engine, sessionKey, attachmentsFolder, clock: clockBehind, log});
    t.after(() => other.close());
    const anonymousCredential = newCredential();
    const session = await service.logIn('captain');
    const [user, visitor] = [await listen(session), await listen(await service.visit(anonymousCredential))];
    const others = [await listen(await service.logIn('captain')), await listen(await service.visit())];

    const post = (url: string, payload: object) => other.inject({method: 'POST', url, payload});
    await post('/v1/sessions/end', {sessionTokens: [session]});
    await assertEnds(user, LIVE_CLOSE_UNAUTHORIZED);
    await post('/v1/anonymous-users/clear', {...APP, anonymousCredential});
    await assertEnds(visitor, LIVE_CLOSE_UNAUTHORIZED);
    for (const client of others) await client.assertNothingCame();
  });

  it('is closed when the app begins to verify and its user was not', async (t) => {
    const {service, listen} = await startLive(t, {app: {verification: false}});
    const client = await listen((await service.session({userId: 'captain'})).sessionToken);
    await setVerification(service.engine, true);
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('is closed for a frame over the limit', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    client.say('x'.repeat(4097));
    await assertEnds(client, 1009);
  });

  it('is closed for a flood of frames, and no other one of its user', async (t) => {
    const {service, listen} = await startLive(t);
    const session = await service.visit();
    const [flooding, other] = [await listen(session), await listen(session)];
    for (let count = 0; count < LIVE_FRAMES_LIMIT; count++) flooding.say({type: 'ping'});
    for (let count = 0; count < LIVE_FRAMES_LIMIT; count++) assert.equal((await flooding.next()).type, 'pong');
    for (let count = 0; count < 1000; count++) flooding.say({type: 'ping'});
    await assertEnds(flooding, 1008);
    assert.ok(flooding.frames.length < 100, `${flooding.frames.length} answers`);
    await other.assertNothingCame();
  });

  it('gets a close frame when the service stops', async (t) => {
    const {service, listen} = await startLive(t);
    const client = await listen(await service.visit());
    await service.app.close();
    await assertEnds(client, 1001);
  });

  it('is dropped when the peer no longer answers', async (t) => {
    const {service, listen} = await startLive(t);
    const session = await service.visit();
    const [deaf, alive] = [await listen(session), await listen(session)];
    // Pauses the socket below ws, like a computer that fell asleep.
    deaf.socket.pause();
    for (let round = 0; round < 2; round++) {
      const asked = once(alive.socket, 'ping');
      service.clock.advance(LIVE_PEER_CHECK_MS);
      await asked;
      await alive.assertNothingCame();
    }
    deaf.socket.resume();
    await assertEnds(deaf, 1006);
    await alive.assertNothingCame();
  });

  describe('is open to the origins of its app only:', () => {
    const SHOP = 'https://shop.example';
    for (const origin of [SHOP, undefined]) {
      it(`${origin ?? 'no origin'} is accepted`, async (t) => {
        const {service, connect} = await startLive(t, {app: {origins: [SHOP]}});
        const client = await connect('/v1/live', origin === undefined ? {} : {origin});
        client.say(authenticate(await service.visit()));
        await client.ready();
      });
    }

    for (const origin of ['https://evil.example', 'null']) {
      it(`${origin} is refused at the handshake, because no app lists it`, async (t) => {
        const {base} = await startLive(t, {app: {origins: [SHOP]}});
        const client = new LiveClient(`${base.replace('http', 'ws')}/v1/live`, {origin});
        assert.equal(await refusedWith(client), 403);
      });
    }

    it('an origin of another app is refused when the session says which app it is', async (t) => {
      const {service, connect} = await startLive(t, {app: {origins: [SHOP]}});
      await addApp(service.engine, {
        platformId: 'other',
        origins: ['https://other.example'],
        secrets: ['another secret key'],
      });
      const client = await connect('/v1/live', {origin: 'https://other.example'});
      client.say(authenticate(await service.visit()));
      await assertEnds(client, 1008);
    });

    it('an origin that is listed is known at once, and one that is no longer listed is refused within a second', async (t) => {
      const {service, base, connect} = await startLive(t, {app: {origins: [SHOP]}});
      await connect('/v1/live', {origin: SHOP});
      await storeSettings(service.engine, {origins: ['https://new.example']});
      await connect('/v1/live', {origin: 'https://new.example'});
      service.clock.advance(LISTED_ORIGINS_LIFE_MS);
      assert.equal(await refusedWith(new LiveClient(`${base.replace('http', 'ws')}/v1/live`, {origin: SHOP})), 403);
    });

    it("the service's own origin is accepted", async (t) => {
      const {service, base, connect} = await startLive(t);
      const client = await connect('/v1/live', {origin: base});
      client.say(authenticate(await service.visit()));
      await client.ready();
    });
  });
});

describe('any other address', () => {
  it('is not a WebSocket, and is not logged', async (t) => {
    const folder = temporaryFolder(t);
    const {service, base} = await startLive(t, {folders: {element: folder, inbox: folder, demo: folder}});
    service.logged.length = 0;
    for (const path of ['/nothing?token=hunter2', '/', '/healthz', '/v1/sync', '/v1/live/x', '/inbox']) {
      const client = new LiveClient(base.replace('http', 'ws') + path);
      assert.equal(await refusedWith(client), 404, path);
    }
    assert.deepEqual(service.logged, []);
  });
});
