import assert from 'node:assert/strict';
import {afterEach, describe, it, mock} from 'node:test';
import {httpFilesApi} from '../../../inbox/files/files-api.js';
import {isNotFound} from '../../../inbox/api/refusals.js';
import {pictureBlob} from '../support/fake-files.js';

interface Asked {
  readonly path: string;
  readonly init: RequestInit;
}

/** Answers every request with `response`, and records the requests. */
function answerWith(response: () => Response): Asked[] {
  const asked: Asked[] = [];
  mock.restoreAll();
  mock.method(globalThis, 'fetch', async (path: string, init: RequestInit = {}) => {
    asked.push({path, init});
    return response();
  });
  return asked;
}

const {signal} = new AbortController();

describe('httpFilesApi', () => {
  afterEach(() => mock.restoreAll());

  it('reads a picture with its type, by a POST that no cache keeps', async () => {
    const asked = answerWith(() => new Response(pictureBlob(), {headers: {'content-type': 'image/png'}}));
    const picture = await httpFilesApi.read({fileId: 'f1', form: 'thumbnail'}, signal);
    assert.deepEqual([picture.type, picture.size], ['image/png', pictureBlob().size]);
    const [{path, init} = assert.fail()] = asked;
    assert.deepEqual(
      [path, init.method, init.body],
      ['/v1/agent/files/read', 'POST', '{"fileId":"f1","form":"thumbnail"}'],
    );
    assert.deepEqual([init.credentials, init.cache, init.redirect], ['same-origin', 'no-store', 'error']);
  });

  it('says why the service refuses', async () => {
    const error = {code: 'not_found', message: 'no such file'};
    answerWith(() => Response.json({error}, {status: 404}));
    await assert.rejects(httpFilesApi.read({fileId: 'f1', form: 'original'}, signal), isNotFound);
    await assert.rejects(httpFilesApi.offerDownload('f1', signal), isNotFound);
  });

  it('offers a download on this origin, and takes no other address for it', async () => {
    answerWith(() => Response.json({path: '/v1/downloads/abc', expiresInMs: 60_000}, {status: 201}));
    assert.equal(await httpFilesApi.offerDownload('f1', signal), '/v1/downloads/abc');
    answerWith(() => Response.json({path: '//evil.example/v1/downloads/abc', expiresInMs: 60_000}, {status: 201}));
    await assert.rejects(httpFilesApi.offerDownload('f1', signal), {code: 'invalid_response'});
  });
});
