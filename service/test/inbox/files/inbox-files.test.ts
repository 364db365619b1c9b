import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {InboxFiles} from '../../../inbox/files/inbox-files.js';
import {goOnline} from '../../../../test/support/page-globals.js';
import {FakeFiles, pictureBlob} from '../support/fake-files.js';
import {refusal, UNREACHABLE} from '../support/fixtures.js';
import {settle} from '../support/store-waits.js';

const THUMBNAIL = {fileId: 'f1', form: 'thumbnail'} as const;
const ORIGINAL = {fileId: 'f1', form: 'original'} as const;

const isValid = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  );

describe('InboxFiles', () => {
  let api: FakeFiles;
  let failures: unknown[];
  let saved: string[];
  let files: InboxFiles;

  beforeEach(() => {
    api = new FakeFiles();
    failures = [];
    saved = [];
    files = new InboxFiles({
      api,
      onFailure: (error) => failures.push(error),
      save: (path) => saved.push(path),
    });
  });

  it('loads a picture once, and gives it an address', async () => {
    const [one, other] = await Promise.all([files.picture(THUMBNAIL), files.picture(THUMBNAIL)]);
    assert.equal(one, other);
    assert.equal((await (await fetch(one)).blob()).size, api.picture.size);
    assert.notEqual(await files.picture(ORIGINAL), one);
    assert.deepEqual(api.calls, ['read thumbnail f1', 'read original f1']);
  });

  it('ends all addresses when the conversation is left', async () => {
    const addresses = [await files.picture(THUMBNAIL), await files.picture(ORIGINAL)];
    files.hold('id-1', new File([pictureBlob()], 'a.png', {type: 'image/png'}));
    addresses.push(files.chosen('id-1') ?? assert.fail());
    assert.deepEqual(await Promise.all(addresses.map(isValid)), [true, true, true]);
    files.leave();
    await settle();
    assert.deepEqual(await Promise.all(addresses.map(isValid)), [false, false, false]);
    assert.ok(await isValid(files.chosen('id-1') ?? assert.fail()), 'what was chosen is shown again');
  });

  it('makes no address for a picture that arrives after the conversation was left', async () => {
    const loading = files.picture(THUMBNAIL);
    files.leave();
    await assert.rejects(loading, {name: 'AbortError'});
  });

  it('ends the address of an original alone', async () => {
    const [small, large] = [await files.picture(THUMBNAIL), await files.picture(ORIGINAL)];
    files.release('f1');
    await settle();
    assert.deepEqual([await isValid(small), await isValid(large)], [true, false]);
  });

  it('asks again after a lost network, gives up after some attempts, and can be asked again', async () => {
    api.failure = {name: 'read', error: UNREACHABLE};
    const loading = assert.rejects(files.picture(THUMBNAIL), UNREACHABLE);
    for (let attempts = 0; attempts < 3; attempts++) {
      await settle();
      goOnline();
    }
    await loading;
    assert.equal(api.calls.length, 3);
    api.failure = undefined;
    assert.ok(await files.picture(THUMBNAIL));
  });

  it('tells of what fails, as of the end of the session', async () => {
    const error = refusal(401);
    api.failure = {name: 'read', error};
    await assert.rejects(files.picture(THUMBNAIL), error);
    api.failure = {name: 'offerDownload', error};
    await assert.rejects(files.download('f1'), error);
    assert.deepEqual(failures, [error, error]);
  });

  it('has the browser save a file from an address of its own', async () => {
    await files.download('f1');
    assert.deepEqual(saved, ['/v1/downloads/f1']);
  });

  it('shows only pictures that browsers know', () => {
    files.hold('id-1', new File(['<svg/>'], 'a.svg', {type: 'image/svg+xml'}));
    files.hold('id-2', new File(['text'], 'a.txt', {type: 'text/plain'}));
    assert.deepEqual(
      [files.chosen('id-1'), files.chosen('id-2'), files.chosen('id-3')],
      [undefined, undefined, undefined],
    );
  });
});
