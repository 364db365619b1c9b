import {expect} from '@open-wc/testing';
import type {ShownFile} from '../../../inbox/files/hs-file.js';
import {FakeFiles, fileTools} from '../support/fake-files.js';
import {makeEntries, makeEntry, makeThread, refusal} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  get,
  getButton,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

const PICTURE: ShownFile = {
  fileId: 'f1',
  name: 'lamp.png',
  mediaType: 'image/png',
  bytes: 2_500_000,
  width: 800,
  height: 600,
};
const INVOICE: ShownFile = {fileId: 'f2', name: 'invoice.pdf', mediaType: 'application/pdf', bytes: 69_000};

describe('<hs-file>', () => {
  useInboxStyles();

  function addFile(file: ShownFile, api = new FakeFiles(), saved: string[] = []) {
    const {files} = fileTools(api, saved);
    return addPart('hs-file', {file}, {files});
  }

  it('shows a picture as a thumbnail, with its place before it has loaded', async () => {
    const {element} = await addFile(PICTURE);
    const sizeOf = (selector: string) => {
      const {width, height} = get(element, selector).getBoundingClientRect();
      return {width, height};
    };
    const before = sizeOf('.picture');
    await until(() => findAll(element, 'img').length, 'the thumbnail is there');
    expect(sizeOf('.picture')).to.deep.equal(before);
    expect(sizeOf('img')).to.deep.equal({width: 320, height: 240});
    await expectAccessible(element);
  });

  it('loads a picture only when it comes near to what is seen', async () => {
    const api = new FakeFiles();
    const {files} = fileTools(api);
    const entries = [
      ...makeEntries(1, 60),
      makeEntry(61, {content: {kind: 'attachment', ...PICTURE}}),
      ...makeEntries(62, 120),
    ];
    const {element} = await addPart(
      'hs-conversation-log',
      {conversationId: 'c1', userName: 'Ann', agentName: 'Ada', thread: makeThread(entries)},
      {files},
    );
    const log = get(element, '.log');
    Object.assign(log.style, {maxHeight: '300px'});
    log.scrollTop = log.scrollHeight;
    // Two frames later the browser would have said what is near.
    for (let frame = 0; frame < 4; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(api.calls).to.deep.equal([]);
    get(element, 'hs-file').scrollIntoView();
    await until(() => api.calls.length, 'the picture is asked for');
    expect(api.calls).to.deep.equal(['read thumbnail f1']);
  });

  it('asks for the picture to be shown when it is pressed', async () => {
    const {element} = await addFile(PICTURE);
    const asked: string[] = [];
    element.addEventListener('show-picture', (event) => asked.push((event as Event & {fileId: string}).fileId));
    await until(() => findAll(element, 'img').length, 'the thumbnail is there');
    await drawn(element);
    getButton(element, 'Show lamp.png').click();
    expect(asked).to.deep.equal(['f1']);
  });

  it('becomes a card when the picture cannot be loaded, and loads it again', async () => {
    const api = new FakeFiles();
    api.failure = {name: 'read', error: refusal(500)};
    api.failure.error = refusal(403);
    const {element} = await addFile(PICTURE, api);
    await until(() => textOf(element).includes('The picture could not be loaded.'), 'it says so');
    await expectAccessible(element);
    expect(textOf(element)).to.contain('lamp.png');
    api.failure = undefined;
    getButton(element, 'Try again').click();
    await until(() => findAll(element, 'img').length, 'the thumbnail is there');
  });

  it('says when the service does not have the picture any more', async () => {
    const api = new FakeFiles();
    api.failure = {name: 'read', error: refusal(404)};
    const {element} = await addFile(PICTURE, api);
    await until(() => textOf(element).includes('The service does not have this file any more.'), 'it says so');
  });

  it('becomes a card when the browser cannot show the picture', async () => {
    const api = new FakeFiles();
    api.picture = new Blob(['no picture'], {type: 'image/png'});
    const {element} = await addFile(PICTURE, api);
    await until(() => findAll(element, '.card').length, 'the card is shown');
    expect(getButton(element, 'Download lamp.png')).to.be.ok;
  });

  it('shows every other file as a card, and downloads it', async () => {
    const saved: string[] = [];
    const api = new FakeFiles();
    const {element} = await addFile(INVOICE, api, saved);
    expect(textOf(element).replace(/[\u2068\u2069]/g, '')).to.equal('invoice.pdf PDF, 69 kB');
    await expectAccessible(element);
    getButton(element, 'Download invoice.pdf').click();
    await until(() => saved.length, 'it is saved');
    expect(saved).to.deep.equal(['/v1/downloads/f2']);
    expect(api.calls, 'the bytes are not read into the page').to.deep.equal(['offerDownload f2']);
  });

  it('says when it could not be downloaded', async () => {
    const api = new FakeFiles();
    const {element} = await addFile(INVOICE, api);
    for (const [status, words] of [
      [500, 'The file could not be downloaded. Try again.'],
      [404, 'The service does not have this file any more.'],
    ] as const) {
      api.failure = {name: 'offerDownload', error: refusal(status)};
      getButton(element, 'Download invoice.pdf').click();
      await until(() => textOf(element).includes(words), words);
      await drawn(element);
    }
    await expectAccessible(element);
  });

  it('fits into a narrow log', async () => {
    const files = [PICTURE, INVOICE].map((file, index) =>
      makeEntry(index + 1, {content: {kind: 'attachment', ...file}, author: {kind: 'agent', name: 'Ada'}}),
    );
    const {element} = await addPart('hs-conversation-log', {
      conversationId: 'c1',
      userName: 'Ann',
      agentName: 'Ada',
      thread: makeThread(files),
    });
    Object.assign(element.style, {width: '260px'});
    const {scrollWidth, clientWidth} = get(element, '.log');
    expect(scrollWidth).to.equal(clientWidth);
    const left = get(element, '.log').getBoundingClientRect().left;
    for (const file of findAll(element, '.card, .picture')) {
      expect(file.getBoundingClientRect().left).to.be.at.least(left);
    }
  });

  it('shows what a name hides', async () => {
    const {element} = await addFile({...INVOICE, name: 'invoice\u202Efdp.exe'});
    expect(get(element, '.name').textContent).to.equal('invoice[U+202E]fdp.exe');
  });
});
