import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import type {LiveClient} from '../support/live.js';
import {liveClients} from '../support/live.js';
import {addApp, answering, deleteKey, SECRET, startTestService, type TestOptions} from '../support/test-service.js';

const WANTS = ['typing', 'presence'];
const TYPING = {type: 'typing'};
const typingIn = (id: unknown) => ({type: 'typing', id});
/** Typing is passed on once in this time. */
const PAUSE_MS = 2_000;

async function start(t: TestContext, options: TestOptions = {}) {
  // Sessions and presence are checked so seldom that no test sees it: what is refused is refused by the rules of typing.
  const service = await startTestService(t, {liveTickMs: 3_600_000, ...options});
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  const connect = liveClients(t, base);
  const listen = async (sessionToken: string, wants: unknown = WANTS): Promise<LiveClient> => {
    const client = await connect('/v1/live');
    client.say({type: 'authenticate', sessionToken, ...(wants !== null && {wants})});
    await client.ready();
    return client;
  };
  const openInbox = async ({cookie}: {cookie: string}, isNew = true): Promise<LiveClient> => {
    const client = await connect('/v1/agent/live', {headers: {cookie, origin: base}});
    await client.ready();
    if (isNew) client.say({type: 'presence', isThere: true});
    await client.assertNothingCame();
    return client;
  };
  const agent = (name: string, domain?: string) =>
    service.agent({email: `${randomUUID()}@acme.example`, name, ...(domain !== undefined && {domain})});
  const ann = await service.logIn('ann');
  const {conversation} = await service.send(ann, 'hello');
  return {service, connect, listen, openInbox, agent, ann, id: conversation.id};
}

describe('a user who types', () => {
  it('is seen by the agents who see the conversation, and by nobody else', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    await addApp(service.engine, {domain: 'other', secrets: []});
    const [mine, administrator] = [await openInbox(await agent('Alex', 'acme')), await openInbox(await agent('Kim'))];
    const others = [
      await openInbox(await agent('Eve', 'other')),
      await openInbox(await agent('Old inbox', 'acme'), false),
      await listen(ann),
      await listen(await service.logIn('bob')),
    ];
    const user = await listen(ann);
    user.say(TYPING);
    for (const inbox of [mine, administrator]) assert.deepEqual(await inbox.next(), {type: 'typing', id});
    for (const other of [...others, user]) await other.assertNothingCame();
  });

  it('with full privacy is seen, too', async (t) => {
    const {service, listen, openInbox, agent} = await start(t);
    const inbox = await openInbox(await agent('Alex', 'acme'));
    const {sessionToken} = await service.session({anonymousCredential: 'A'.repeat(43), fullPrivacy: true});
    const {conversation} = await service.send(sessionToken, 'psst');
    assert.equal((await inbox.next()).type, 'changed');
    (await listen(sessionToken)).say(TYPING);
    assert.deepEqual(await inbox.next(), {type: 'typing', id: conversation.id});
  });

  it('is told once in two seconds, whatever the browsers send, and leaves no trace', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    const inbox = await openInbox(await agent('Alex'));
    const [one, two] = [await listen(ann), await listen(ann)];
    const before = await service.sync(ann, {page: {}});
    const lines = service.logged.length;
    for (const client of [one, two, one]) {
      client.say(TYPING);
      await client.assertNothingCame();
    }
    service.clock.advance(PAUSE_MS - 1);
    one.say(TYPING);
    await one.assertNothingCame();
    assert.deepEqual(await inbox.next(), {type: 'typing', id});
    await inbox.assertNothingCame();
    service.clock.advance(1);
    one.say(TYPING);
    assert.deepEqual(await inbox.next(), {type: 'typing', id});
    assert.deepEqual(await service.sync(ann, {page: {}}), before);
    assert.deepEqual(service.logged.slice(lines), []);
  });

  it('tells nothing before the first message, and after the end', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    const headers = await agent('Alex');
    const inbox = await openInbox(headers);
    const visitor = await listen(await service.visit());
    visitor.say(TYPING);
    await visitor.assertNothingCame();
    await inbox.assertNothingCame();
    await service.append(headers, id, {kind: 'resolved'});
    assert.equal((await inbox.next()).type, 'changed');
    const user = await listen(ann);
    // The next message would reopen it.
    user.say(TYPING);
    assert.deepEqual(await inbox.next(), {type: 'typing', id});
    await service.as(ann, answering(id, {kind: 'ended'}));
    assert.equal((await inbox.next()).type, 'changed');
    assert.equal((await user.next()).type, 'changed');
    service.clock.advance(PAUSE_MS);
    user.say(TYPING);
    await user.assertNothingCame();
    await inbox.assertNothingCame();
  });

  it('is not passed on by a connection without a session, nor by one whose session has ended', async (t) => {
    const {service, connect, listen, openInbox, agent, ann} = await start(t);
    const inbox = await openInbox(await agent('Alex'));
    const stranger = await connect('/v1/live');
    stranger.say(TYPING);
    assert.equal((await stranger.closed).code, LIVE_CLOSE_UNAUTHORIZED);
    const user = await listen(ann);
    await deleteKey(service.engine, SECRET);
    user.say(TYPING);
    await user.assertNothingCame();
    await inbox.assertNothingCame();
  });

  it('is limited as all frames are', async (t) => {
    const {listen, ann} = await start(t, {rateLimits: {liveFrames: {burst: 5, perSecond: 1}}});
    const user = await listen(ann);
    for (let sent = 0; sent < 8; sent++) user.say(TYPING);
    assert.equal((await user.closed).code, 1008);
  });
});

describe('an agent who types', () => {
  it('is seen by the user, with the name, in each browser that can show it, and by nobody else', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    const [one, two] = [await listen(ann), await listen(ann)];
    const others = [
      await listen(ann, null),
      await listen(ann, 'typing'),
      await listen(await service.logIn('bob')),
      await openInbox(await agent('Kim')),
    ];
    const inbox = await openInbox(await agent('Alex', 'acme'));
    inbox.say(typingIn(id));
    for (const client of [one, two]) {
      assert.deepEqual(await client.next(), {type: 'typing', conversationId: id, name: 'Alex'});
    }
    for (const other of [...others, inbox]) await other.assertNothingCame();
    inbox.say(typingIn(id));
    await inbox.assertNothingCame();
    await one.assertNothingCame();
    service.clock.advance(PAUSE_MS);
    inbox.say(typingIn(id));
    assert.equal((await one.next()).type, 'typing', 'once in two seconds');
  });

  it('is seen only where the agent may answer', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    await addApp(service.engine, {domain: 'other', secrets: []});
    const headers = await agent('Alex', 'acme');
    const user = await listen(ann);
    const foreign = await openInbox(await agent('Eve', 'other'));
    foreign.say(typingIn(id));
    const inbox = await openInbox(headers);
    for (const wrong of [randomUUID(), '', 7, null, 'x'.repeat(200), 'a\u0000b', undefined]) {
      inbox.say(typingIn(wrong));
      await inbox.assertNothingCame();
      service.clock.advance(PAUSE_MS);
    }
    await service.append(headers, id, {kind: 'resolved'});
    assert.equal((await user.next()).type, 'changed');
    inbox.say(typingIn(id));
    assert.equal((await inbox.next()).type, 'changed');
    await inbox.assertNothingCame();
    await service.send(ann, 'not yet');
    service.clock.advance(PAUSE_MS);
    assert.equal((await inbox.next()).type, 'changed');
    inbox.say(typingIn(id));
    assert.equal((await user.next()).type, 'changed');
    // Frames are handled in order: all before it were ignored.
    assert.deepEqual(await user.next(), {type: 'typing', conversationId: id, name: 'Alex'});
    await user.assertNothingCame();
    assert.deepEqual(
      service.logged.filter((line) => line.includes('failed')),
      [],
    );
  });

  it('is not passed on after the log-out, nor to a user whose session has ended', async (t) => {
    const {service, listen, openInbox, agent, ann, id} = await start(t);
    const [leaving, staying] = [await openInbox(await agent('Alex')), await openInbox(await agent('Kim'))];
    const user = await listen(ann);
    const {token_hash: first} = await service.engine.db
      .selectFrom('agent_sessions')
      .innerJoin('agents', 'agents.id', 'agent_id')
      .select('token_hash')
      .where('agents.name', '=', 'Alex')
      .executeTakeFirstOrThrow();
    // As another process does it, which this one has not noticed yet.
    await service.engine.db.deleteFrom('agent_sessions').where('token_hash', '=', first).execute();
    leaving.say(typingIn(id));
    const bystander = await listen(ann);
    bystander.say(TYPING);
    assert.deepEqual(await staying.next(), {type: 'typing', id});
    await leaving.assertNothingCame();
    await user.assertNothingCame();
    await deleteKey(service.engine, SECRET);
    staying.say(typingIn(id));
    await staying.assertNothingCame();
    // The close that follows is the only thing that they hear.
    for (const client of [user, bystander]) {
      client.say({type: 'authenticate', sessionToken: ann});
      await client.closed;
      assert.deepEqual(
        client.frames.map(({type}) => type).filter((type) => type === 'typing'),
        [],
      );
    }
  });
});
