import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import sharp from 'sharp';
import {assertError, startTestService} from '../support/test-service.js';
import {bearer, begin, BYTES, head, idOf, patch, sendingFile, TUS, upload} from '../support/uploads.js';
import type {Attachment, DownloadResponse, SendMessagesResponse} from 'helpshift-chat/protocol';

function picture(width = 800, height = 600): Promise<Buffer> {
  return sharp({create: {width, height, channels: 3, background: '#336699'}})
    .jpeg()
    .toBuffer();
}

describe('a file of a user', () => {
  it('is uploaded, sent, read and downloaded', async (t) => {
    const service = await startTestService(t);
    const token = await service.logIn('captain');
    const me = {service, headers: bearer(token), name: 'Notes für Ann.txt'};
    const id = await upload(me, 'hello');
    const sent = await service.as(token, sendingFile(id));
    assert.equal(sent.statusCode, 201, sent.body);
    const [conversation] = sent.json<SendMessagesResponse>().conversations;
    assert.deepEqual(conversation?.entries[0]?.content, {
      kind: 'attachment',
      fileId: id,
      name: 'Notes für Ann.txt',
      mediaType: 'text/plain',
      bytes: 5,
    } satisfies Attachment);

    const agent = await service.agent();
    const [inList] = await service.agentList(agent, 'waiting');
    assert.deepEqual(inList?.preview, {author: 'user', text: 'Notes für Ann.txt'});

    for (const [headers, path] of [
      [bearer(token), '/v1/files'],
      [agent, '/v1/agent/files'],
    ] as const) {
      const read = await service.ask({
        method: 'POST',
        url: `${path}/read`,
        headers,
        payload: {fileId: id, form: 'original'},
      });
      assert.equal(read.statusCode, 200, read.body);
      assert.equal(read.body, 'hello');
      assert.equal(read.headers['content-type'], 'application/octet-stream');
      assert.equal(read.headers['cache-control'], 'no-store');
      assert.equal(read.headers['x-content-type-options'], 'nosniff');
      assert.match(String(read.headers['content-security-policy']), /^sandbox; default-src 'none'/);
      assert.equal(
        read.headers['content-disposition'],
        `attachment; filename="file.txt"; filename*=UTF-8''Notes%20f%C3%BCr%20Ann.txt`,
      );
      const offer = await service.ask({method: 'POST', url: `${path}/download`, headers, payload: {fileId: id}});
      assert.equal(offer.statusCode, 201, offer.body);
      const {path: address, expiresInMs} = offer.json<DownloadResponse>();
      assert.equal(expiresInMs, 60_000);
      const download = await service.ask({url: address});
      assert.deepEqual([download.statusCode, download.body], [200, 'hello']);
      assert.match(String(download.headers['content-disposition']), /^attachment; /);
      assertError(await service.ask({url: address}), 404, 'not_found');
    }
  });

  it('is a picture with a thumbnail when the service can read it', async (t) => {
    const service = await startTestService(t);
    const token = await service.logIn('captain');
    const me = {service, headers: bearer(token), name: 'holiday.jpg'};
    const id = await upload(me, await picture());
    const sent = await service.as(token, sendingFile(id));
    const content = sent.json<SendMessagesResponse>().conversations[0]?.entries[0]?.content;
    assert.ok(content?.kind === 'attachment', sent.body);
    assert.deepEqual([content.mediaType, content.width, content.height], ['image/jpeg', 800, 600]);
    const read = (form: string) =>
      service.as(token, {method: 'POST', url: '/v1/files/read', payload: {fileId: id, form}});
    const original = await read('original');
    assert.equal(original.headers['content-type'], 'image/jpeg');
    assert.equal(original.rawPayload.length, content.bytes);
    const thumbnail = await read('thumbnail');
    assert.equal(thumbnail.headers['content-type'], 'image/webp');
    const {width, height, format} = await sharp(thumbnail.rawPayload).metadata();
    assert.deepEqual([width, height, format], [640, 480, 'webp']);
  });

  it('begins a conversation, reopens a resolved one, and an answer that is a file counts as unread', async (t) => {
    const service = await startTestService(t);
    const token = await service.logIn('captain');
    const me = {service, headers: bearer(token)};
    const agent = await service.agent();
    const first = await service.as(token, sendingFile(await upload(me, 'one')));
    const [conversation] = first.json<SendMessagesResponse>().conversations;
    assert.ok(conversation);
    await service.append(agent, conversation.id, {kind: 'resolved'});
    const second = await service.as(token, sendingFile(await upload(me, 'two')));
    assert.deepEqual(
      second.json<SendMessagesResponse>().conversations[0]?.entries.map(({content}) => content.kind),
      ['reopened', 'attachment'],
    );
    const fileId = await upload({service, headers: agent, conversation: conversation.id}, 'from the agent');
    const answered = await service.append(agent, conversation.id, {kind: 'attachment', fileId});
    assert.equal(answered.preview.text, 'a.txt');
    assert.equal(answered.waitingSince, null);
    const {conversations} = await service.sync(token);
    assert.equal(conversations[0]?.unreadCount, 1);
    const read = await service.as(token, {method: 'POST', url: '/v1/files/read', payload: {fileId, form: 'original'}});
    assert.equal(read.body, 'from the agent');
  });

  it('goes on where it was broken off', async (t) => {
    const service = await startTestService(t);
    const me = {service, headers: bearer(await service.logIn('captain'))};
    const id = idOf(await begin(me, 10));
    assert.equal((await patch(me, id, 0, '01234')).headers['upload-offset'], '5');
    const {headers, statusCode} = await head(me, id);
    assert.equal(statusCode, 200);
    assert.deepEqual([headers['upload-offset'], headers['upload-length']], ['5', '10']);
    assertError(await patch(me, id, 0, '01234'), 409, 'conflict', 'upload-offset');
    assertError(await patch(me, id, 7, '789'), 409, 'conflict', 'upload-offset');
    assertError(await patch(me, id, 5, '567890'), 400, 'invalid_request');
    assert.equal((await patch(me, id, 5, '56789')).headers['upload-offset'], '10');
    assert.equal((await head(me, id)).headers['upload-offset'], '10');
  });

  it('comes with the request that begins it', async (t) => {
    const service = await startTestService(t);
    const me = {service, headers: bearer(await service.logIn('captain'))};
    const response = await service.ask({
      method: 'POST',
      url: '/v1/files',
      headers: {...me.headers, ...TUS, 'upload-length': '5', 'content-type': BYTES},
      payload: 'hello',
    });
    assert.equal(response.headers['upload-offset'], '5');
    const sent = await service.as(me.headers.authorization!.slice(7), sendingFile(idOf(response)));
    assert.equal(sent.statusCode, 201, sent.body);
  });

  it('is stored once, however often it is sent with one id', async (t) => {
    const service = await startTestService(t);
    const token = await service.logIn('captain');
    const me = {service, headers: bearer(token)};
    const fileId = await upload(me, 'hello');
    const id = randomUUID();
    assert.equal((await service.as(token, sendingFile(fileId, {id}))).statusCode, 201);
    assert.equal((await service.as(token, sendingFile(fileId, {id}))).statusCode, 200);
    assertError(await service.as(token, sendingFile(fileId)), 409, 'conflict', 'messages.0.fileId');
    const other = await upload(me, 'other');
    assertError(await service.as(token, sendingFile(other, {id})), 409, 'conflict', 'messages.0.id');
  });
});
