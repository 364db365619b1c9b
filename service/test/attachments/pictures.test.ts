import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {crc32, deflateSync} from 'node:zlib';
import sharp from 'sharp';
import {Pictures} from '../../src/attachments/pictures.js';
import {assertError, changeSettings, startTestService, temporaryFolder, type TestApp} from '../support/test-service.js';
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

/** A part of a PNG. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with rows of this many bytes, the first of which says how the row is stored. */
function png(width: number, height: number, [depth, colour]: readonly [number, number], rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, colour, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, {level: 1})),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG of this size, of one colour, with one bit for each pixel: a few kilobytes. */
function emptyPng(width: number, height: number): Buffer {
  return png(width, height, [1, 0], Buffer.alloc(height * (1 + Math.ceil(width / 8))));
}

/** A GIF with so many pages of this size, each of which fills one pixel. */
function gif(width: number, height: number, pages: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const head = Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from([0xf0, 0, 0, 0, 0, 0, 255, 255, 255])]);
  const pixel = Buffer.from([2, 2, 0x44, 1, 0]);
  const place = (pageSize: Buffer) => Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), pageSize, Buffer.from([0])]);
  const page = Buffer.concat([Buffer.from([0x21, 0xf9, 4, 4, 10, 0, 0, 0]), place(Buffer.from([1, 0, 1, 0])), pixel]);
  const whole = Buffer.concat([place(size), pixel]);
  return Buffer.concat([head, whole, ...Array.from({length: pages - 1}, () => page), Buffer.from(';')]);
}

/** The bytes with another number in the place that follows these bytes. */
function withNumbers(
  bytes: Buffer,
  after: Buffer,
  skip: number,
  ...numbers: readonly (readonly [16 | 32, number])[]
): Buffer {
  const changed = Buffer.from(bytes);
  let at = bytes.indexOf(after) + after.length + skip;
  assert.ok(at > after.length, 'the place is found');
  for (const [bits, number] of numbers) {
    if (bits === 16) changed.writeUInt16BE(number, at);
    else changed.writeUInt32BE(number, at);
    at += bits / 8;
  }
  return changed;
}

/** Small files that claim to be, or are, very large pictures. */
async function bombs(): Promise<Readonly<Record<string, Buffer>>> {
  const small = plain(64, 64);
  const [jpeg, avif] = [await small.jpeg().toBuffer(), await plain(64, 64).avif({effort: 0}).toBuffer()];
  return {
    'PNG of 900 megapixels': emptyPng(30_000, 30_000),
    'PNG of one line': emptyPng(50_000_000, 1),
    'PNG of one column': emptyPng(1, 40_000),
    'JPEG of 900 megapixels': withNumbers(jpeg, Buffer.from([0xff, 0xc0]), 3, [16, 30_000], [16, 30_000]),
    'WebP of 268 megapixels': await webpOf(16_383),
    'AVIF of 900 megapixels': withNumbers(avif, Buffer.from('ispe'), 4, [32, 30_000], [32, 30_000]),
    'AVIF of 30 megapixels': await plain(6000, 5000).avif({effort: 0, quality: 1}).toBuffer(),
    'GIF of 900 megapixels': gif(30_000, 30_000, 1),
    'GIF with 6,000 pages': gif(100, 100, 6000),
  };
}

/** A WebP without loss of so many pixels on each side, of one colour. */
async function webpOf(side: number): Promise<Buffer> {
  const small = await plain(64, 64).webp({lossless: true}).toBuffer();
  const size = side - 1;
  const changed = Buffer.from(small);
  const at = small.indexOf('VP8L') + 9;
  changed.writeUInt32LE(((changed.readUInt32LE(at) >>> 28) << 28) | (size << 14) | size, at);
  return changed;
}

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

  it('holds nothing that was written beside its pixels, in any form', async (t) => {
    const {send, read} = await start(t);
    const secret = 'N 48 8 0, at home';
    const small = () => plain(20, 10);
    const exif = {IFD0: {ImageDescription: secret}, IFD3: {GPSAreaInformation: secret}};
    const [jpeg, pngBytes, gifBytes] = await Promise.all([
      small().jpeg().toBuffer(),
      small().png().toBuffer(),
      small().gif().toBuffer(),
    ]);
    const xmp = Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${secret}</x:xmpmeta>`);
    const segment = (marker: number, data: Buffer): Buffer =>
      Buffer.concat([Buffer.from([0xff, marker, 0, data.length + 2]), data]);
    const headEnd = 8 + 25;
    const files: Readonly<Record<string, Buffer>> = {
      'JPEG with EXIF': await small().withExif(exif).jpeg().toBuffer(),
      'JPEG with XMP and a comment': Buffer.concat([
        jpeg.subarray(0, 2),
        segment(0xe1, xmp),
        segment(0xfe, Buffer.from(secret)),
        jpeg.subarray(2),
      ]),
      'JPEG with a second file behind it': Buffer.concat([jpeg, Buffer.from(secret)]),
      'PNG with EXIF': await small().withExif(exif).png().toBuffer(),
      'PNG with texts': Buffer.concat([
        pngBytes.subarray(0, headEnd),
        chunk('tEXt', Buffer.from(`Comment\0${secret}`)),
        chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${secret}`)),
        pngBytes.subarray(headEnd),
      ]),
      'WebP with EXIF': await small().withExif(exif).webp().toBuffer(),
      'AVIF with EXIF': await small().withExif(exif).avif({effort: 0}).toBuffer(),
      'GIF with a comment': Buffer.concat([
        gifBytes.subarray(0, -1),
        Buffer.from([0x21, 0xfe, secret.length]),
        Buffer.from(`${secret}\0;`),
      ]),
    };
    for (const [name, bytes] of Object.entries(files)) {
      assert.ok(bytes.includes(secret), name);
      const {fileId} = await send(bytes);
      for (const form of ['original', 'thumbnail'] as const) {
        const {rawPayload} = await read(fileId, form);
        assert.ok(!rawPayload.includes(secret), `${name}: ${form}`);
        const {exif: kept, xmp: keptXmp} = await sharp(rawPayload).metadata();
        assert.deepEqual([kept, keptXmp], [undefined, undefined], `${name}: ${form}`);
      }
    }
  });

  it('that is a bomb, or damaged, is no picture: refused, or a file to download in an app that takes all', async (t) => {
    const {me, send, service} = await start(t);
    const whole = await plain(400, 400).jpeg().toBuffer();
    const files = {
      ...(await bombs()),
      'half of a JPEG': whole.subarray(0, whole.length / 2),
      'the head of a JPEG': Buffer.concat([whole.subarray(0, 30), Buffer.alloc(1000, 7)]),
    };
    const before = process.memoryUsage().rss;
    for (const [name, bytes] of Object.entries(files)) {
      assert.ok(bytes.length < 1_000_000, `${name}: ${bytes.length}`);
      const id = idOf(await begin(me, bytes.length));
      const answer = await patch(me, id, 0, bytes);
      assert.equal(answer.statusCode, 415, name);
      assertError(answer, 415, 'unsupported_media_type');
    }
    assert.ok(process.memoryUsage().rss - before < 300_000_000);
    await changeSettings(service.engine, {attachmentTypes: 'any'});
    for (const [name, bytes] of Object.entries(files)) {
      const content = await send(bytes);
      assert.deepEqual([content.width, content.bytes], [undefined, bytes.length], name);
      const ask = {method: 'POST', url: '/v1/files/read', headers: me.headers} as const;
      const thumbnail = await service.ask({...ask, payload: {fileId: content.fileId, form: 'thumbnail'}});
      assertError(thumbnail, 404, 'not_found', 'form');
      const original = await service.ask({...ask, payload: {fileId: content.fileId, form: 'original'}});
      assert.equal(original.headers['content-type'], 'application/octet-stream');
    }
  });

  it('that would become much larger than a file may be is refused', async (t) => {
    const {me} = await start(t, {largestAttachment: 1});
    const [width, height] = [1000, 1000];
    // Each row is the one above it and a little more: a few bytes, as long as it is stored that way.
    const row = Buffer.concat([Buffer.from([2]), randomBytes(width * 4)]);
    const bytes = png(width, height, [8, 6], Buffer.concat(Array.from({length: height}, () => row)));
    const again = await sharp(bytes).png({compressionLevel: 6}).toBuffer();
    assert.ok(bytes.length < 100_000 && again.length > 2_000_000, `${bytes.length} to ${again.length}`);
    assertError(await patch(me, idOf(await begin(me, bytes.length)), 0, bytes), 415, 'unsupported_media_type');
  });

  it('of one sender does not wait for all of another one', async (t) => {
    const folder = temporaryFolder(t);
    const pictures = new Pictures();
    const [large, small] = [join(folder, 'large'), join(folder, 'small')];
    writeFileSync(large, await plain(2000, 2000).png().toBuffer());
    writeFileSync(small, await plain(10, 10).png().toBuffer());
    const kind = {mediaType: 'image/png', endings: ['png']};
    const done: string[] = [];
    const make = async (source: string, sender: string, name: string): Promise<void> => {
      const target = join(folder, name);
      const targets = {original: target, thumbnail: `${target}.thumbnail`};
      const made = await pictures.make(source, kind, targets, {sender, limitBytes: 1_000_000});
      assert.ok(made, name);
      done.push(name);
    };
    const many = ['one', 'two', 'three', 'four', 'five'].map((name) => make(large, 'a greedy sender', name));
    await make(small, 'another sender', 'of the other');
    assert.ok(!done.includes('two'), done.join());
    await Promise.all(many);
    assert.deepEqual(
      done.filter((name) => name !== 'of the other'),
      ['one', 'two', 'three', 'four', 'five'],
    );
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
