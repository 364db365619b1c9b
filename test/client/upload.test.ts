import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {beforeEach, describe, it, mock, type TestContext} from 'node:test';
import {ChatError} from '../../src/client/errors.js';
import {type FileUpload, removeUpload, uploadFile} from '../../src/client/upload.js';
import {goOnline} from '../support/page-globals.js';
import {startTusServer, type TusCall, type TusServer} from '../support/tus-server.js';

// Some pieces.
const BYTES = randomBytes(9_500_000);
const FILE = new File([BYTES], 'Grüße.bin');

/** Uploads the file. Each pause after a failure ends at once. */
function upload(server: TusServer, options: Partial<FileUpload> = {}): Promise<string> {
  const {signal} = new AbortController();
  const onFailure = (): void => void setTimeout(goOnline);
  return uploadFile({url: server.url, file: FILE, signal, onFailure, ...options});
}

async function errorOf(uploading: Promise<unknown>): Promise<ChatError> {
  const error: unknown = await uploading.then(
    () => assert.fail('It was accepted'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof ChatError, String(error));
  return error;
}

/** The number of requests with this method so far, this one included. */
const numberOf = (server: TusServer, {method}: TusCall): number =>
  server.calls.filter((call) => call.method === method).length;

const isWhole = (server: TusServer, id: string): boolean => server.uploads.get(id)?.equals(BYTES) ?? false;

describe('uploadFile', () => {
  let server: TusServer;
  beforeEach(async (t) => {
    server = await startTusServer(t as TestContext);
  });

  it('sends a file in pieces, with its name, and gives the id', async () => {
    const addresses: string[] = [];
    const progress: number[] = [];
    const id = await upload(server, {
      metadata: {conversation: 'c 1'},
      onAddress: (address) => addresses.push(address),
      onProgress: (bytes) => progress.push(bytes),
    });
    assert.equal(id, 'upload-1');
    assert.ok(isWhole(server, id));
    assert.equal(server.methods, 'POST PATCH PATCH PATCH');
    const [begin] = server.calls;
    assert.equal(begin?.headers['tus-resumable'], '1.0.0');
    assert.equal(begin.headers['upload-length'], String(BYTES.length));
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    assert.equal(begin.headers['upload-metadata'], `filename ${base64('Grüße.bin')},conversation ${base64('c 1')}`);
    assert.equal(begin.headers.authorization, undefined);
    assert.deepEqual(addresses, [`${server.url}/upload-1`]);
    assert.equal(progress[0], 0);
    assert.equal(progress.at(-1), BYTES.length);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    );
  });

  it('sends a file without a byte', async () => {
    const id = await upload(server, {file: new File([], 'empty.txt')});
    assert.equal(server.uploads.get(id)?.length, 0);
  });

  it('goes on with an upload of an earlier page, where the service is', async () => {
    server.uploads.set('earlier', BYTES.subarray(0, 5_000_000));
    assert.equal(await upload(server, {address: `${server.url}/earlier`}), 'earlier');
    assert.ok(isWhole(server, 'earlier'));
    assert.equal(server.methods, 'HEAD PATCH PATCH');
  });

  it('has the service check a file that it has completely', async () => {
    server.uploads.set('earlier', BYTES);
    assert.equal(await upload(server, {address: `${server.url}/earlier`}), 'earlier');
    assert.equal(server.methods, 'HEAD PATCH');
  });

  for (const fault of ['lost', 'half', 'unanswered', {status: 502}, {status: 409}, {status: 400}] as const) {
    it(`loses no byte and sends none twice when requests fail: ${JSON.stringify(fault)}`, async () => {
      const failed = new Set<number>();
      server.fault = (call) => {
        const number = numberOf(server, call);
        if (call.method !== 'PATCH' || number % 2 || failed.has(number)) return undefined;
        failed.add(number);
        return fault;
      };
      const id = await upload(server);
      assert.ok(isWhole(server, id));
      assert.ok(failed.size);
      assert.equal(server.uploads.size, 1);
    });
  }

  it('sends smaller pieces where a proxy takes no more, whether it says so or not', async () => {
    for (const fault of [{status: 413}, 'lost'] as const) {
      server.fault = ({method, headers}) =>
        method === 'PATCH' && Number(headers['content-length']) > 1_048_576 ? fault : undefined;
      assert.ok(isWhole(server, await upload(server)));
    }
  });

  it('takes another token when one is refused, in the middle too', async () => {
    let token = 'old';
    server.fault = (call) => {
      const valid = call.method === 'PATCH' && numberOf(server, call) > 1 ? 'new' : 'old';
      return call.headers.authorization === `Bearer ${valid}` ? undefined : {status: 401};
    };
    const refused: string[] = [];
    const id = await upload(server, {
      authorize: async (wrong) => {
        if (wrong) refused.push(wrong);
        return (token = wrong ? 'new' : token);
      },
    });
    assert.ok(isWhole(server, id));
    assert.deepEqual(refused, ['old']);
    assert.equal(server.methods, 'POST PATCH PATCH PATCH PATCH');
  });

  it('rejects when there is no other token', async () => {
    server.fault = () => ({status: 401});
    assert.equal((await errorOf(upload(server, {authorize: async () => 'old'}))).code, 'unauthorized');
    assert.equal(server.methods, 'POST POST');
  });

  for (const [status, code] of [
    [403, 'forbidden'],
    [413, 'payload_too_large'],
    [404, 'not_found'],
  ] as const) {
    it(`rejects what stays wrong, without a second try: ${code}`, async () => {
      server.fault = () => ({status, code});
      const {code: given, status: answered, retryable} = await errorOf(upload(server));
      assert.deepEqual([given, answered, retryable, server.methods], [code, status, false, 'POST']);
    });
  }

  it('rejects when the service does not take such a file', async () => {
    server.fault = (call) =>
      numberOf(server, call) === 3 && call.method === 'PATCH'
        ? {status: 415, code: 'unsupported_media_type'}
        : undefined;
    assert.equal((await errorOf(upload(server))).code, 'unsupported_media_type');
    assert.equal(server.methods, 'POST PATCH PATCH PATCH');
  });

  it('begins again once when the service does not know the upload any more', async () => {
    const id = await upload(server, {address: `${server.url}/gone`});
    assert.ok(isWhole(server, id));
    assert.equal(server.methods, 'HEAD POST PATCH PATCH PATCH');

    server.calls.length = 0;
    server.fault = ({method}) => (method === 'PATCH' ? {status: 404} : undefined);
    assert.equal((await errorOf(upload(server))).code, 'not_found');
    assert.equal(server.methods, 'POST PATCH POST PATCH');
  });

  it('gives up where nobody speaks the protocol', async () => {
    server.fault = () => ({status: 200});
    assert.equal((await errorOf(upload(server))).code, 'invalid_response');
    server.fault = ({method}) => (method === 'POST' ? undefined : {status: 204});
    assert.equal((await errorOf(upload(server))).code, 'invalid_response');
  });

  it('says that the browser cannot read the file any more', async () => {
    const file = new File([BYTES], 'moved.bin');
    mock.method(file, 'slice', () => ({arrayBuffer: () => Promise.reject(new Error('NotReadableError'))}));
    assert.equal((await errorOf(upload(server, {file}))).code, 'unreadable');
  });

  it('ends with its signal, and removes an upload', async () => {
    const end = new AbortController();
    let address = '';
    const uploading = upload(server, {
      signal: end.signal,
      onAddress: (one) => (address = one),
      onProgress: (bytes) => bytes > 0 && end.abort(new Error('cancelled')),
    });
    await assert.rejects(uploading, /cancelled/);
    const {signal} = new AbortController();
    await removeUpload({url: server.url, address, signal});
    assert.equal(server.uploads.size, 0);
  });

  it('keeps a long name short, with its end', async () => {
    await upload(server, {file: new File(['a'], `${'a'.repeat(5000)}.pdf`)});
    const metadata = String(server.calls[0]?.headers['upload-metadata']);
    assert.ok(metadata.length < 4096);
    assert.match(Buffer.from(metadata.split(' ')[1] ?? '', 'base64').toString(), /a\.pdf$/);
  });
});
