import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {ChatError} from 'helpshift-chat/client';
import {connectFakes} from '../support/connect-fakes.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {UPLOADS_LIMIT} from '../../../inbox/state/uploads.js';
import {goOnline} from '../../../../test/support/page-globals.js';
import {FakeFiles, fileTools, pictureBlob, type BegunUpload} from '../support/fake-files.js';
import {FakeService} from '../support/fake-service.js';
import {makeEntries, makeHead, refusal, UNAUTHORIZED, UNREACHABLE} from '../support/fixtures.js';
import {settle, untilState} from '../support/store-waits.js';

const conversationId = 'c1';

const textFile = (name: string): File => new File(['text'], name, {type: 'text/plain'});

describe('the files of an answer', () => {
  let service: FakeService;
  let api: FakeFiles;
  let tools: ReturnType<typeof fileTools>;
  let store: InboxStore;

  beforeEach(async () => {
    service = new FakeService();
    for (const id of ['c1', 'c2']) service.add(makeHead({id, readNumber: 2}), makeEntries(1, 2));
    api = new FakeFiles();
    tools = fileTools(api);
    store = new InboxStore();
    connectFakes(store, {api: service, ...tools});
    store.dispatch({type: 'open-conversation', id: conversationId});
    store.dispatch({type: 'start'});
    await untilState(store, ({threads}) => threads.get(conversationId)?.status === 'ready');
    service.calls.splice(0);
  });

  const attach = (...names: readonly string[]): void =>
    store.dispatch({type: 'attach-files', conversationId, files: names.map(textFile)});
  const sendFiles = (): void => store.dispatch({type: 'send-files', conversationId});
  const begun = (index: number): BegunUpload => api.uploads[index] ?? assert.fail(`upload ${index} has not begun`);
  const uploads = () => store.state.uploads.get(conversationId) ?? [];
  const problems = () => uploads().map(({name, problem}) => `${name}: ${problem ?? 'none'}`);
  const stored = () => service.calls.filter((call) => call.startsWith('append'));
  const appended = () =>
    service.conversations
      .get(conversationId)
      ?.entries.slice(2)
      .map(({content}) => {
        if (content.kind === 'attachment') return content.fileId;
        return content.kind === 'text' ? content.text : content.kind;
      });

  it('are uploaded at once for their conversation, two at a time, and sent when the agent says so', async () => {
    attach('a.txt', 'b.txt', 'c.txt');
    assert.deepEqual(api.calls, ['upload a.txt c1', 'upload b.txt c1']);
    begun(0).request.onProgress(3);
    assert.equal(uploads()[0]?.uploadedBytes, 3);
    for (const index of [0, 1]) begun(index).complete();
    await settle();
    assert.deepEqual(api.calls.slice(2), ['upload c.txt c1']);
    assert.deepEqual(stored(), [], 'the agent has not sent them');
    sendFiles();
    await settle();
    begun(2).complete();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(appended(), ['file of a.txt', 'file of b.txt', 'file of c.txt']);
    assert.ok(!store.state.uploads.has(conversationId));
  });

  it('keep their order, whichever is uploaded first', async () => {
    attach('a.txt', 'b.txt');
    sendFiles();
    begun(1).complete();
    await settle();
    assert.deepEqual(stored(), []);
    begun(0).complete();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(appended(), ['file of a.txt', 'file of b.txt']);
  });

  it('come after the text that is sent with them', async () => {
    attach('a.txt');
    begun(0).complete();
    await settle();
    service.held = 'append c1 id-2';
    store.dispatch({type: 'send-message', conversationId, kind: 'text', text: 'Look'});
    sendFiles();
    await settle();
    assert.deepEqual(stored(), ['append c1 id-2 text Look']);
    service.release();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(appended(), ['Look', 'file of a.txt']);
  });

  it('do not hold up the texts that the agent writes later', async () => {
    attach('a.txt');
    sendFiles();
    store.dispatch({type: 'send-message', conversationId, kind: 'text', text: 'Wait a moment'});
    await untilState(store, ({threads}) => !threads.get(conversationId)?.queues.text.length);
    assert.deepEqual(appended(), ['Wait a moment']);
  });

  it('are sent in the conversation in which they were chosen, also when the agent is in another one', async () => {
    attach('a.txt');
    sendFiles();
    store.dispatch({type: 'open-conversation', id: 'c2'});
    begun(0).complete();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(appended(), ['file of a.txt']);
    assert.equal(service.conversations.get('c2')?.entries.length, 2);
  });

  it('are stored once, with the same id in each attempt', async () => {
    attach('a.txt');
    begun(0).complete();
    service.failure = {name: 'append', error: UNREACHABLE};
    sendFiles();
    await settle();
    service.failure = undefined;
    goOnline();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(stored(), ['append c1 id-1 attachment', 'append c1 id-1 attachment']);
  });

  it('that fail say why, keep no other file back, and are tried again where they were', async () => {
    attach('large.txt', 'odd.txt', 'b.txt');
    begun(0).request.onAddress('/v1/agent/files/one');
    begun(0).fail(refusal(413));
    begun(1).request.onAddress('/v1/agent/files/two');
    begun(1).fail(new ChatError('invalid_response', 'odd', {retryable: true}));
    await settle();
    assert.deepEqual(problems(), ['large.txt: too-large', 'odd.txt: lost', 'b.txt: none']);
    sendFiles();
    begun(2).complete();
    await untilState(store, () => uploads().length === 2);
    assert.deepEqual(appended(), ['file of b.txt']);
    for (const {id} of uploads()) store.dispatch({type: 'retry-upload', conversationId, id});
    assert.deepEqual(api.calls.slice(3), ['upload large.txt c1', 'upload odd.txt c1 /v1/agent/files/two']);
    for (const index of [3, 4]) begun(index).complete();
    await untilState(store, () => !uploads().length);
    assert.deepEqual(appended(), ['file of b.txt', 'file of large.txt', 'file of odd.txt']);
  });

  for (const [status, problem] of [
    [403, 'no-attachments'],
    [404, 'gone'],
    [415, 'wrong-kind'],
    [400, 'refused'],
  ] as const) {
    it(`that the service refuses with ${status} say "${problem}"`, async () => {
      attach('a.txt');
      begun(0).fail(refusal(status));
      await settle();
      assert.deepEqual(problems(), [`a.txt: ${problem}`]);
    });
  }

  it('that the browser cannot read say so', async () => {
    attach('folder');
    begun(0).fail(new ChatError('unreadable', 'no', {retryable: false}));
    await settle();
    assert.deepEqual(problems(), ['folder: unreadable']);
  });

  it('that fail in another conversation raise a notice', async () => {
    attach('a.txt');
    store.dispatch({type: 'open-conversation', id: 'c2'});
    begun(0).fail(refusal(413));
    await untilState(store, ({notice}) => notice === 'file-not-sent');
  });

  it('that come after the end of the conversation stay, and say so', async () => {
    attach('a.txt');
    begun(0).complete();
    await settle();
    service.change(conversationId, {kind: 'rejected'});
    sendFiles();
    await untilState(store, () => uploads().some(({problem}) => problem === 'over'));
    assert.equal(store.state.heads.get(conversationId)?.status, 'rejected', 'the end is shown');
  });

  it('that the service has lost are uploaded again, under the same id', async () => {
    attach('a.txt');
    begun(0).request.onAddress('/v1/agent/files/one');
    begun(0).complete();
    service.failure = {name: 'append', error: refusal(404)};
    sendFiles();
    await untilState(store, () => uploads().some(({problem}) => problem === 'gone'));
    service.failure = undefined;
    store.dispatch({type: 'retry-upload', conversationId, id: 'id-1'});
    assert.deepEqual(api.calls, ['upload a.txt c1', 'upload a.txt c1'], 'from its first byte');
    begun(1).complete('another');
    await untilState(store, () => !uploads().length);
    assert.deepEqual(stored(), ['append c1 id-1 attachment', 'append c1 id-1 attachment']);
    assert.deepEqual(appended(), ['another']);
  });

  it('that the agent removes are stopped, and removed at the service', async () => {
    attach('a.txt', 'b.txt', 'c.txt');
    begun(0).request.onAddress('/v1/agent/files/one');
    store.dispatch({type: 'remove-upload', conversationId, id: 'id-1'});
    store.dispatch({type: 'remove-upload', conversationId, id: 'id-3'});
    await settle();
    assert.ok(begun(0).request.signal.aborted);
    assert.deepEqual(api.calls, ['upload a.txt c1', 'upload b.txt c1', 'removeUpload /v1/agent/files/one']);
    assert.deepEqual(problems(), ['b.txt: none']);
  });

  it(`are at most ${UPLOADS_LIMIT} in a conversation`, () => {
    attach(...Array.from({length: UPLOADS_LIMIT + 1}, (_, index) => `${index}.txt`));
    assert.equal(uploads().length, UPLOADS_LIMIT);
    assert.equal(store.state.notice, 'too-many-files');
  });

  it('end with the log-in: nothing goes on, and nothing is kept', async () => {
    store.dispatch({
      type: 'attach-files',
      conversationId,
      files: [new File([pictureBlob()], 'a.png', {type: 'image/png'}), textFile('b.txt'), textFile('c.txt')],
    });
    const address = tools.files.chosen('id-1') ?? assert.fail('a chosen picture is shown');
    sendFiles();
    store.dispatch({type: 'logged-out'});
    await settle();
    assert.ok(begun(0).request.signal.aborted);
    assert.equal(api.uploads.length, 2, 'the third does not begin');
    assert.equal(store.state.uploads.size, 0);
    assert.equal(tools.files.chosen('id-1'), undefined);
    await assert.rejects(fetch(address), 'its address is over');
    assert.deepEqual(stored(), []);
  });

  it('end the log-in when the service says that it is over', async () => {
    attach('a.txt');
    begun(0).fail(UNAUTHORIZED);
    await untilState(store, ({session}) => session.status === 'logged-out');
    assert.equal(store.state.uploads.size, 0);
  });
});
