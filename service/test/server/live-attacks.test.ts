import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {describe, it, type TestContext} from 'node:test';
import {until} from '../../../test/support/until.js';
import {LIVE_CONTROL_FRAMES, LIVE_FRAGMENTS_LIMIT, LIVE_FRAME_LIMIT_BYTES} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {openSocket, upgradeRequest} from '../support/raw-http.js';
import {startTestService} from '../support/test-service.js';
import type {LimitName} from '../../src/limits.js';
import type {Socket} from 'node:net';

const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0x0, 0x1, 0x2, 0x8, 0x9, 0xa] as const;

interface FrameOptions {
  readonly isLast?: boolean;
  readonly isMasked?: boolean;
  /** The bits of extensions. */
  readonly reserved?: number;
  /** The length that the frame claims. Default: that of its payload */
  readonly length?: bigint;
}

/** One frame of RFC 6455. */
function frame(opcode: number, payload: string | Buffer = '', options: FrameOptions = {}): Buffer {
  const {isLast = true, isMasked = true, reserved = 0, length} = options;
  const bytes = Buffer.from(payload);
  const size = length ?? BigInt(bytes.length);
  const head = Buffer.alloc(size < 126n ? 2 : size < 65_536n ? 4 : 10);
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  if (size < 126n) head[1] = Number(size);
  else if (size < 65_536n) head.writeUInt16BE(Number(size), 2);
  else head.writeBigUInt64BE(size, 2);
  if (size >= 126n) head[1] = size < 65_536n ? 126 : 127;
  if (!isMasked) return Buffer.concat([head, bytes]);
  head[1] = (head[1] ?? 0) | 0x80;
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

async function start(t: TestContext) {
  const refused: LimitName[] = [];
  const meters = {...NO_METERS, refused: (limit: LimitName) => void refused.push(limit)};
  const service = await startTestService(t, {metrics: {meters}});
  const address = await service.app.listen({host: '127.0.0.1', port: 0});
  service.logged.length = 0;
  /** Opens a connection below `ws`. */
  const open = async (path = '/v1/live', fields: Readonly<Record<string, string>> = {}): Promise<Socket> => {
    const socket = await openSocket(t, address);
    socket.write(upgradeRequest(path, fields));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 101 /);
    return socket;
  };
  return {service, open, refused};
}

const closeCode = (code: number): Buffer => Buffer.from([code >> 8, code & 0xff]);
const fragments = (count: number, payload = ''): Buffer[] => [
  frame(TEXT, payload, {isLast: false}),
  ...Array.from({length: count}, () => frame(CONTINUATION, payload, {isLast: false})),
];

describe('a live connection that breaks the rules of WebSockets', () => {
  const attacks: readonly (readonly [what: string, code: number, bytes: Buffer])[] = [
    ['no mask', 1002, frame(TEXT, '{}', {isMasked: false})],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [`opcode ${opcode}`, 1002, frame(opcode, 'x')] as const),
    ...[1, 2, 4].map((reserved) => [`reserved bit ${reserved}`, 1002, frame(TEXT, '{}', {reserved})] as const),
    ['a frame over the limit', 1009, frame(BINARY, Buffer.alloc(LIVE_FRAME_LIMIT_BYTES + 1))],
    ['a frame that claims 2^40 bytes', 1009, frame(TEXT, 'x', {length: 1n << 40n})],
    ['a frame that claims 2^63 bytes', 1009, frame(TEXT, 'x', {length: 1n << 63n})],
    ['fragments over the limit together', 1009, Buffer.concat(fragments(5, 'x'.repeat(1000)))],
    ['fragments without end', 1008, Buffer.concat(fragments(LIVE_FRAGMENTS_LIMIT + 1))],
    ['a fragment of nothing', 1002, frame(CONTINUATION, 'x')],
    ['a frame within another', 1002, Buffer.concat([frame(TEXT, 'x', {isLast: false}), frame(TEXT, 'x')])],
    ['a long control frame', 1002, frame(PING, 'x'.repeat(126))],
    ['a control frame in fragments', 1002, frame(PING, 'x', {isLast: false})],
    ['a text that is none', 1007, frame(TEXT, Buffer.from([0xff, 0xfe]))],
    ['a close with half a code', 1002, frame(CLOSE, 'x')],
    ['a close with a forbidden code', 1002, frame(CLOSE, closeCode(1005))],
    ['a close with a reason that is no text', 1007, frame(CLOSE, Buffer.from([3, 232, 0xff]))],
  ];

  it('is closed with the right code, and nothing is logged', async (t) => {
    const {service, open} = await start(t);
    for (const [what, code, bytes] of attacks) {
      const socket = await open();
      socket.write(bytes);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.deepEqual([answer[0], answer.readUInt16BE(2)], [0x80 | CLOSE, code], what);
      // It is over: what comes now is not read as frames.
      socket.write(frame(TEXT, '{}'));
      socket.destroy();
    }
    await until(() => service.app.websocketServer.clients.size === 0);
    assert.deepEqual(service.logged, []);
  });
});

describe('control frames', () => {
  it('are answered: a ping by a pong with its data', async (t) => {
    const {open, refused} = await start(t);
    const socket = await open();
    socket.write(frame(PING, 'are you there'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.equal(answer[0], 0x80 | PONG);
    assert.equal(answer.subarray(2).toString(), 'are you there');
    assert.deepEqual(refused, []);
  });

  for (const [name, opcode] of [
    ['pings', PING],
    ['pongs', PONG],
  ] as const) {
    it(`end the connection when there are too many ${name}, also of a peer that does not read`, async (t) => {
      const {service, open, refused} = await start(t);
      const [reading, deaf, quiet] = [await open(), await open(), await open()];
      let received = 0;
      reading.on('data', (data: Buffer) => (received += data.length));
      deaf.pause();
      const flood = Buffer.concat(Array.from({length: 5000}, () => frame(opcode, 'x'.repeat(100))));
      for (const socket of [reading, deaf]) socket.write(flood);
      await until(() => service.app.websocketServer.clients.size === 1);
      assert.deepEqual(refused, ['live-frames', 'live-frames']);
      assert.ok(received <= (LIVE_CONTROL_FRAMES.burst + 20) * 102, `${received} bytes`);
      quiet.write(frame(PING, 'x'));
      const [answer] = (await once(quiet, 'data')) as [Buffer];
      assert.equal(answer[0], 0x80 | PONG);
    });
  }
});

describe('frames without end', () => {
  const flood = Buffer.concat(Array.from({length: 1000}, () => frame(TEXT, '{"type":"ping"}')));

  it('end a connection that the service has closed, and that does not close its side', async (t) => {
    const {service, open, refused} = await start(t);
    const socket = await open();
    socket.write(frame(TEXT, '{}'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.equal(answer[0], 0x80 | CLOSE);
    assert.equal(service.app.websocketServer.clients.size, 1);
    socket.write(flood);
    await until(() => service.app.websocketServer.clients.size === 0);
    assert.deepEqual(refused, ['live-frames']);
  });

  it('end the connection of an agent', async (t) => {
    const {service, open, refused} = await start(t);
    const {cookie, origin} = await service.agent();
    const socket = await open('/v1/agent/live', {cookie, origin, host: origin.replace('http://', '')});
    socket.on('data', () => undefined).write(flood);
    await until(() => service.app.websocketServer.clients.size === 0);
    assert.deepEqual(refused, ['live-frames']);
  });
});
