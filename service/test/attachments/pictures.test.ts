import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {crc32, deflateSync} from 'node:zlib';
import sharp from 'sharp';
import {assertError, changeSettings, startTestService, type TestApp} from '../support/test-service.js';
import {bearer, begin, idOf, patch, sendingFile, upload} from '../support/uploads.js';
import type {Attachment, SendMessagesResponse} from 'helpshift-chat/protocol';

async function start(t: TestContext, app: TestApp = {}) {
  const service = await startTestService(t, {app});
  const token = await service.logIn('captain');
  const me = {service, headers: bearer(token), name: 'photo'};
  const send = async (bytes: Buffer): Promise<Attachment> => {
    const sent = await service.as(token, sendingFile(await upload(me, bytes)));
    const content = sent.json<SendMessagesResponse>().conversations[0]?.entries[0]?.content;
    return content?.kind === 'attachment' ? content : assert.fail(sent.body);
  };
  const read = async (fileId: string, form: 'original' | 'thumbnail' = 'original') =>
    service.as(token, {method: 'POST', url: '/v1/files/read', payload: {fileId, form}});
  return {service, me, send, read};
}

const plain = (width: number, height: number) => sharp({create: {width, height, channels: 3, background: '#336699'}});

/** A PNG of this size, of one colour, with one bit for each pixel: a few kilobytes. */
function emptyPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))), {level: 1});
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const crc = (bytes: Buffer): number => crc32(bytes);

describe('a picture', () => {
  it('is made again without what the camera wrote into it, and stands upright', async (t) => {
    const {send, read} = await start(t);
    const photo = await plain(400, 200)
      .withExif({IFD0: {Make: 'a camera', ImageDescription: 'at home'}, IFD3: {GPSLatitude: '48/1 8/1 0/1'}})
      .withMetadata({orientation: 6})
      .jpeg()
      .toBuffer();
    assert.match(photo.toString('latin1'), /a camera/);
    const {fileId, width, height, name, bytes} = await send(photo);
    assert.deepEqual([width, height, name], [200, 400, 'photo.jpg']);
    for (const form of ['original', 'thumbnail'] as const) {
      const {rawPayload} = await read(fileId, form);
      const made = await sharp(rawPayload).metadata();
      assert.deepEqual([made.width, made.height], [200, 400], form);
      assert.deepEqual(
        [made.exif, made.xmp, made.iptc, made.orientation],
        [undefined, undefined, undefined, undefined],
      );
      assert.doesNotMatch(rawPayload.toString('latin1'), /a camera|at home/);
      if (form === 'original') assert.equal(rawPayload.length, bytes);
    }
  });

  it('keeps its type; AVIF becomes WebP', async (t) => {
    const {send, read} = await start(t);
    for (const [format, type] of [
      ['jpeg', 'image/jpeg'],
      ['png', 'image/png'],
      ['webp', 'image/webp'],
      ['gif', 'image/gif'],
      ['avif', 'image/webp'],
    ] as const) {
      const {fileId, mediaType, width} = await send(await plain(30, 20).toFormat(format).toBuffer());
      assert.deepEqual([mediaType, width], [type, 30], format);
      assert.equal((await read(fileId)).headers['content-type'], type);
    }
  });

  it('that moves goes on moving, and its thumbnail stands still', async (t) => {
    const {send, read} = await start(t);
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({create: {width: 20, height: 10, channels: 3, background}})
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const moving = await sharp(frames, {join: {animated: true}})
        [format]({delay: [100, 100, 100]})
        .toBuffer();
      const {fileId, width, height} = await send(moving);
      assert.deepEqual([width, height], [20, 10]);
      assert.equal((await sharp((await read(fileId)).rawPayload, {animated: true}).metadata()).pages, 3, format);
      assert.equal((await sharp((await read(fileId, 'thumbnail')).rawPayload).metadata()).pages ?? 1, 1);
    }
  });

  it('of 30,000 times 30,000 pixels, or a damaged one, is no picture: refused, or a file to download in an app that takes all', async (t) => {
    const {me, send, service} = await start(t);
    const bomb = emptyPng(30_000, 30_000);
    assert.ok(bomb.length < 1_000_000, String(bomb.length));
    const whole = await plain(400, 400).jpeg().toBuffer();
    const damaged = whole.subarray(0, whole.length / 2);
    const fake = Buffer.concat([whole.subarray(0, 30), Buffer.alloc(1000, 7)]);
    for (const bytes of [bomb, damaged, fake]) {
      const id = idOf(await begin(me, bytes.length));
      assertError(await patch(me, id, 0, bytes), 415, 'unsupported_media_type');
    }
    assert.ok(process.memoryUsage().rss < 1_000_000_000);
    await changeSettings(service.engine, {attachmentTypes: 'any'});
    for (const bytes of [bomb, damaged, fake]) {
      const content = await send(bytes);
      assert.deepEqual([content.width, content.bytes], [undefined, bytes.length]);
      const ask = {method: 'POST', url: '/v1/files/read', headers: me.headers} as const;
      const thumbnail = await service.ask({...ask, payload: {fileId: content.fileId, form: 'thumbnail'}});
      assertError(thumbnail, 404, 'not_found', 'form');
      const original = await service.ask({...ask, payload: {fileId: content.fileId, form: 'original'}});
      assert.equal(original.headers['content-type'], 'application/octet-stream');
    }
  });

  it('is all that an app takes when it takes pictures', async (t) => {
    const {me, send} = await start(t, {attachmentTypes: 'pictures'});
    await send(await plain(10, 10).png().toBuffer());
    const pdf = idOf(await begin(me, 9));
    assertError(await patch(me, pdf, 0, '%PDF-1.7\n'), 415, 'unsupported_media_type');
  });

  it('can be many at once', async (t) => {
    const {me} = await start(t);
    const photo = await plain(1000, 1000).jpeg().toBuffer();
    const ids = await Promise.all(Array.from({length: 5}, async () => idOf(await begin(me, photo.length))));
    const answers = await Promise.all(ids.map((id) => patch(me, id, 0, photo)));
    assert.deepEqual(
      answers.map(({statusCode}) => statusCode),
      ids.map(() => 204),
    );
  });

  it('is read by few parts of the library: a text that looks like a picture is none', async (t) => {
    const {me, service} = await start(t, {attachmentTypes: 'any'});
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>';
    const id = await upload(me, svg);
    const payload = {fileId: id, form: 'thumbnail'};
    const thumbnail = await service.ask({method: 'POST', url: '/v1/files/read', headers: me.headers, payload});
    assertError(thumbnail, 404, 'not_found', 'form');
  });
});
