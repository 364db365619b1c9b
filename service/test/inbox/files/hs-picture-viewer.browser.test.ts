import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {FakeFiles, fileTools} from '../support/fake-files.js';
import {makeEntry, makeThread, refusal} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  focusedElement,
  get,
  getButton,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

const NAMES = ['one.png', 'two.png', 'three.png'];

describe('<hs-picture-viewer>', () => {
  useInboxStyles();

  afterEach(() => document.documentElement.removeAttribute('dir'));

  /** A log with three pictures, the first of which is shown. */
  async function open(api = new FakeFiles()) {
    const {files} = fileTools(api);
    const entries = NAMES.map((name, index) =>
      makeEntry(index + 1, {
        content: {kind: 'attachment', fileId: name, name, mediaType: 'image/png', bytes: 9, width: 2, height: 1},
      }),
    );
    entries.push(
      makeEntry(4, {content: {kind: 'attachment', fileId: 'p', name: 'a.pdf', mediaType: 'application/pdf', bytes: 9}}),
    );
    const {element} = await addPart(
      'hs-conversation-log',
      {conversationId: 'c1', userName: 'Ann', agentName: 'Ada', thread: makeThread(entries)},
      {files},
    );
    await until(() => findAll(element, '.picture img').length === NAMES.length, 'the thumbnails are there');
    await drawn(element);
    const button = getButton(element, 'Show one.png');
    button.focus();
    button.click();
    const dialog = get<HTMLDialogElement>(element, 'dialog');
    await until(() => dialog.open, 'the viewer is open');
    const name = () => get(element, 'dialog h2').textContent.trim();
    const image = () => findAll<HTMLImageElement>(element, 'dialog img')[0];
    return {element, dialog, api, button, name, image};
  }

  it('is accessible, shows the picture itself, and says its name and place', async () => {
    const {element, dialog, image, name, api} = await open();
    await until(() => api.calls.includes('read original one.png') && image()?.naturalWidth, 'the picture is there');
    expect(name()).to.equal('one.png');
    expect(textOf(dialog)).to.contain('1 of 3');
    await expectAccessible(element);
  });

  it('gives the focus back when it is closed, and ends the address of the picture', async () => {
    const {element, dialog, button, image} = await open();
    await until(() => image()?.src, 'the picture is there');
    expect(focusedElement()).to.equal(getButton(element, 'Close'));
    await until(() => image()?.naturalWidth, 'the picture has loaded');
    await drawn(element);
    const {src = ''} = image() ?? {};
    await sendKeys({press: 'Escape'});
    await until(() => !dialog.open, 'the viewer is closed');
    await until(() => focusedElement() === button, 'the thumbnail has the focus');
    const isOver = await fetch(src).then(
      () => false,
      () => true,
    );
    expect(isOver).to.be.true;
  });

  it('leads through the pictures with the arrow keys and with buttons, and stops at both ends', async () => {
    const {element, name} = await open();
    for (const [key, expected] of [
      ['ArrowLeft', 'one.png'],
      ['ArrowRight', 'two.png'],
      ['ArrowRight', 'three.png'],
      ['ArrowRight', 'three.png'],
      ['ArrowLeft', 'two.png'],
    ] as const) {
      await sendKeys({press: key});
      await drawn(element);
      expect(name(), key).to.equal(expected);
    }
    getButton(element, 'Previous picture').click();
    await drawn(element);
    expect(name()).to.equal('one.png');
    expect(getButton(element, 'Previous picture').ariaDisabled).to.equal('true');
  });

  it('turns the arrow keys where the language is read from the right', async () => {
    document.documentElement.dir = 'rtl';
    const {element, name} = await open();
    await sendKeys({press: 'ArrowLeft'});
    await drawn(element);
    expect(name()).to.equal('two.png');
  });

  it('closes with a click beside the picture, and not with one on it', async () => {
    const {element, dialog, image} = await open();
    await until(() => image(), 'the picture is there');
    image()?.click();
    expect(dialog.open).to.be.true;
    get(element, '.stage').click();
    await until(() => !dialog.open, 'the viewer is closed');
  });

  it('says when the picture could not be loaded, and loads it again', async () => {
    const api = new FakeFiles();
    api.failure = {name: 'read original', error: refusal(403)};
    const {element, dialog, image} = await open(api);
    await until(() => textOf(dialog).includes('The picture could not be loaded.'), 'it says so');
    await expectAccessible(element);
    api.failure = undefined;
    getButton(get(element, 'hs-picture-viewer'), 'Try again').click();
    await until(() => image(), 'the picture is there');
  });
});
