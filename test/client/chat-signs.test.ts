import assert from 'node:assert/strict';
import {describe, it, mock, type TestContext} from 'node:test';
import {TYPING_INTERVAL_MS, TYPING_LIFE_MS} from '../../src/protocol/limits.js';
import type {ServiceFrame} from '../../src/protocol/wire.js';
import {startChat} from '../support/client-chat.js';
import {goOnline, openSockets} from '../support/page-globals.js';
import {until} from '../support/until.js';

const typing = (name: string): ServiceFrame => ({type: 'typing', conversationId: 'c1', name});
const isThere = (value: boolean): ServiceFrame => ({type: 'presence', isThere: value});

/** A chat with one message, on a live connection. @param hasTestClock - Time stands still until the test moves it on. */
async function start(t: TestContext, hasTestClock = false) {
  if (hasTestClock) mock.timers.enable({apis: ['setTimeout', 'setInterval']});
  const opened = await startChat(t, ({log}) => void log.writeAsAgent('Hello'));
  const {service, chat} = opened;
  const live = service.lives[0] ?? assert.fail('there is no live connection');
  const hear = async (frame: ServiceFrame, isHeard: () => boolean) => {
    service.lives.at(-1)?.say(frame);
    await until(isHeard);
  };
  const hearTyping = (name: string) => hear(typing(name), () => chat.state.typing === name);
  t.after(async () => {
    // A timer of the real clock cannot be cleared by the test clock, or the other way round.
    await until(() => openSockets() === 0);
    mock.timers.reset();
  });
  return {...opened, live, hear, hearTyping};
}

describe('the agent who types', () => {
  it('is known for six seconds, and longer with each further word of it', async (t) => {
    const {chat, service, states, hearTyping, live} = await start(t, true);
    const requests = service.calls.length;
    await hearTyping('Rae');
    mock.timers.tick(TYPING_LIFE_MS - 1);
    states.length = 0;
    live.say(typing('Rae'));
    live.say(isThere(true));
    await until(() => chat.state.isThere);
    mock.timers.tick(TYPING_LIFE_MS - 1);
    assert.equal(chat.state.typing, 'Rae');
    assert.equal(states.length, 1, 'the same word changes nothing');
    mock.timers.tick(1);
    assert.equal(chat.state.typing, undefined);
    assert.equal(chat.state.isThere, true);
    assert.equal(service.calls.length, requests, 'a sign leads to no request');
  });

  it('has ended when a message of this agent arrives, and not with that of another', async (t) => {
    const {chat, service, hearTyping, states} = await start(t);
    await hearTyping('Rae');
    service.log.write({kind: 'agent', name: 'Kim'}, 'I am here, too');
    await until(() => states.at(-1)?.runs[0]?.entries.length === 2);
    assert.equal(chat.state.typing, 'Rae');
    service.log.writeAsAgent('And I');
    await until(() => states.at(-1)?.runs[0]?.entries.length === 3);
    assert.equal(chat.state.typing, undefined);
  });

  it('does not take turns with a second one', async (t) => {
    const {chat, hear, hearTyping, live} = await start(t, true);
    await hearTyping('Rae');
    live.say(typing('Kim'));
    await hear(isThere(true), () => chat.state.isThere);
    assert.equal(chat.state.typing, 'Rae');
    mock.timers.tick(TYPING_LIFE_MS);
    assert.equal(chat.state.typing, undefined);
    await hearTyping('Kim');
  });

  it('is forgotten, as is their presence, when the connection is lost', async (t) => {
    const {chat, service, hear, hearTyping} = await start(t);
    await hear(isThere(true), () => chat.state.isThere);
    await hearTyping('Rae');
    service.handleHandshake = (_open, refuse) => refuse();
    service.dropLives();
    await until(() => chat.state.typing === undefined && !chat.state.isThere);
  });

  it('is forgotten with the connection that replaces it, and the new one says who is there', async (t) => {
    const {chat, service, hear, hearTyping, states} = await start(t);
    await hear(isThere(true), () => chat.state.isThere);
    await hearTyping('Rae');
    service.readyFields = {isThere: true};
    states.length = 0;
    service.lives.at(-1)?.close(1001);
    await until(() => openSockets() === 0);
    goOnline();
    await until(() => chat.state.typing === undefined);
    assert.ok(states.every((state) => state.isThere));
    // Of a service that does not know it.
    service.readyFields = {};
    service.lives.at(-1)?.close(1001);
    await until(() => !chat.state.isThere);
  });
});

describe('the user who types', () => {
  it('is told to the service at most once in three seconds', async (t) => {
    const {chat, live} = await start(t);
    let now = Math.ceil(performance.now());
    const clock = t.mock.method(performance, 'now', () => now);
    const told = () => live.frames.slice(1);
    chat.typing();
    chat.typing();
    now += TYPING_INTERVAL_MS - 1;
    chat.typing();
    now += 1;
    chat.typing();
    clock.mock.restore();
    await until(() => told().length === 2);
    assert.deepEqual(told(), [{type: 'typing'}, {type: 'typing'}]);
  });

  it('is told to nobody without a live connection', async (t) => {
    const {chat, service} = await start(t);
    service.handleHandshake = (_open, refuse) => refuse();
    service.dropLives();
    await until(() => openSockets() === 0);
    chat.typing();
    await service.roundTrip();
    assert.ok(service.calls.every(({path}) => path === '/v1/sync' || path === '/v1/messages'));
  });
});
