import {expect} from '@open-wc/testing';
import {appAttributes, changeApp, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  findPart,
  focusedElement,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  recordEvents,
  sendMessage,
  shownControl,
  until,
  untilAsync,
} from '../../support/chat.js';
import {
  chooseAgain,
  chooseFiles,
  drag,
  elementsNamed,
  holdUploads,
  pasteFiles,
  picture,
  sentNames,
  textFile,
  waitingNames,
} from '../../support/files.js';
import {deleteOutbox, keysOf} from '../../support/outbox-records.js';
import {readConversation} from '../../support/service.js';
import {openStrictPage, openStrictPageWithPictures} from '../../support/strict-page.js';
import {useWarnings} from '../../support/watch.js';

let app: TestApp;
let user: Record<string, string>;
let release: () => void = () => {};

const openIt = async (attributes: Record<string, string> = {}): Promise<HelpshiftChat> => {
  const chat = addChat({...appAttributes(app), ...user, ...attributes});
  await openChat(chat);
  return chat;
};

/** Holds uploads back until the end of the test. */
const hold = (): ReturnType<typeof holdUploads> => {
  const held = holdUploads();
  ({release} = held);
  return held;
};

interface Stored {
  readonly name: string;
  readonly bytes: number;
  readonly width?: number;
}

/** What the agents see of the files, by name. */
const storedFiles = async (): Promise<Stored[]> => {
  const [conversation] = await conversationsOf(app);
  if (!conversation) return [];
  const {entries} = await readConversation(conversation.id);
  const files = entries.flatMap(({content}) => (content.kind === 'attachment' ? [content] : []));
  return files.sort((one, other) => one.name.localeCompare(other.name));
};

/** Waits until the service has stored files with these names. */
const untilStored = (...names: readonly string[]): Promise<void> =>
  untilAsync(
    async () => (await storedFiles()).map(({name}) => name).join() === names.join(),
    `${names.join()} is stored`,
  );

const drawnPictures = (chat: HelpshiftChat): HTMLImageElement[] =>
  [...allElements(chat.shadowRoot as ShadowRoot)].filter(
    (element): element is HTMLImageElement =>
      element.localName === 'img' && (element as HTMLImageElement).naturalWidth > 0,
  );

/** The visible texts of all elements with this name. */
const textOf = (chat: HelpshiftChat, name: string): string =>
  elementsNamed(chat, name)
    .map(({shadowRoot}) => shadowRoot?.textContent)
    .join(' ')
    .replace(/\s+/g, ' ');

const viewer = (chat: HelpshiftChat): HTMLDialogElement | undefined =>
  [...allElements(chat.shadowRoot as ShadowRoot)].find(
    (element): element is HTMLDialogElement => element.localName === 'dialog' && element.matches(':modal'),
  );

const press = (key: string): void => {
  focusedElement()?.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, cancelable: true}));
};

const openPictures = (chat: HelpshiftChat): HTMLElement[] =>
  [...allElements(chat.shadowRoot as ShadowRoot)].filter(
    (element): element is HTMLElement => element.localName === 'button' && element.classList.contains('picture'),
  );

beforeEach(async () => {
  await deleteOutbox();
  app = await createApp();
  user = await verifiedUser(app);
});

afterEach(() => release());

describe('files that the user sends', () => {
  it('are chosen, several at once: a picture is shown, another file has a card with its name and size', async () => {
    const chat = await openIt();
    const added = recordEvents('messageadd', chat);
    const begun = recordEvents('conversationstart', chat);
    expect(getPart(chat, 'attach-button').ariaLabel).to.equal('Attach files');
    chooseFiles(chat, await picture('cat.png', 600, 300), textFile('notes.txt', 'some notes'));
    await until(() => added.details.length === 2, 'both are stored');
    expect(added.details, 'in their order').to.deep.equal([
      {type: 'attachment', body: 'cat.png'},
      {type: 'attachment', body: 'notes.txt'},
    ]);
    expect(begun.details).to.have.length(1);
    await until(() => sentNames(chat).length === 2 && waitingNames(chat).length === 0, 'both are messages');
    await until(() => drawnPictures(chat).length === 1, 'the picture is drawn');
    expect(textOf(chat, 'hs-attachment')).to.include('notes.txt').and.to.include('10 byte');
    await untilStored('cat.png', 'notes.txt');
    expect((await storedFiles()).map(({name, width}) => [name, width])).to.deep.equal([
      ['cat.png', 600],
      ['notes.txt', undefined],
    ]);
  });

  it('are pasted; a picture of pasted text is not a file', async () => {
    const chat = await openIt();
    const cat = await picture('image.png');
    expect(pasteFiles(chat, [cat], {'text/plain': 'A1', 'text/html': '<b>A1</b>'}), 'text is pasted as text').to.be
      .false;
    expect(pasteFiles(chat, [], {'text/plain': 'text'}), 'text alone is, too').to.be.false;
    expect(pasteFiles(chat, [cat])).to.be.true;
    await until(() => sentNames(chat).join() === 'image.png', 'it is sent');
  });

  it('are dropped on the panel, which shows where; the page gets neither the files nor the drag', async () => {
    const chat = await openIt();
    const seen: string[] = [];
    const note = ({type}: Event): void => void seen.push(type);
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) document.addEventListener(type, note);
    const notes = textFile('notes.txt');
    const hint = (): boolean => getPart(chat, 'panel').textContent.includes('Drop files here to send them');
    expect(drag(chat, 'dragenter', [notes])).to.be.true;
    expect(drag(chat, 'dragover', [notes])).to.be.true;
    await until(hint, 'it shows where to drop');
    drag(chat, 'dragleave', [notes]);
    await until(() => !hint(), 'the hint is gone');
    drag(chat, 'dragover', [notes]);
    expect(drag(chat, 'drop', [notes])).to.be.true;
    await until(() => sentNames(chat).join() === 'notes.txt', 'it is sent');
    expect(hint()).to.be.false;
    expect(seen).to.deep.equal([]);
    expect(drag(chat, 'drop', [], {'text/plain': 'text'}), 'text goes its way').to.be.false;
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) document.removeEventListener(type, note);
  });

  it('do not hold the texts that follow; a file on its way has a progress, and can be cancelled', async () => {
    const chat = await openIt();
    const held = hold();
    chooseFiles(chat, textFile('one.txt', 'x'.repeat(6_000_000)), textFile('two.txt'));
    await until(() => held.held() === 2, 'a large one does not hold the other');
    expect(waitingNames(chat)).to.deep.equal(['one.txt', 'two.txt']);
    await sendMessage(chat, 'see these files');
    expect(sentNames(chat)).to.deep.equal([]);
    const bars = [...allElements(chat.shadowRoot as ShadowRoot)].filter(({localName}) => localName === 'progress');
    expect(bars.map(({ariaLabel}) => ariaLabel)).to.deep.equal(['one.txt', 'two.txt']);
    expect(textOf(chat, 'hs-waiting-files')).to.include('2 files added').and.to.include('Uploading… 0%');
    (await shownControl(chat, 'Cancel')).click();
    await until(() => waitingNames(chat).join() === 'two.txt', 'the first one is gone');
    release();
    await until(() => sentNames(chat).join() === 'two.txt', 'the other one is sent');
    await untilStored('two.txt');
    await untilAsync(async () => (await keysOf()).length === 0, 'nothing is kept');
  });

  it('are refused at once, in words, when they are too large or of the wrong kind', async () => {
    await changeApp(app, {largestAttachment: 1, attachmentTypes: 'pictures'});
    const chat = await openIt();
    chooseFiles(chat, textFile('notes.txt'), new File([new Uint8Array(1_200_000)], 'large.png', {type: 'image/png'}));
    await until(() => waitingNames(chat).length === 2, 'they are shown');
    const text = textOf(chat, 'hs-waiting-files');
    expect(text).to.include('Only pictures can be sent here.').and.to.include('The limit is 1 MB.');
    expect(text).to.include('Not sent: notes.txt. Only pictures can be sent here.');
    expect(text).not.to.include('Try again').and.not.to.include('added');
    (await shownControl(chat, 'Remove')).click();
    await until(() => waitingNames(chat).length === 1, 'one is removed');
  });

  describe('after a refusal of the service', () => {
    useWarnings();

    it('say in words what only the service sees', async () => {
      await changeApp(app, {attachmentTypes: 'pictures'});
      const chat = await openIt();
      chooseFiles(chat, new File(['no picture'], 'cat.png', {type: 'image/png'}));
      await until(() => textOf(chat, 'hs-waiting-files').includes('Only pictures can be sent here.'), 'it is refused');
      expect((await keysOf()).length, 'nothing is kept').to.equal(0);
    });

    it('can be tried again when it may pass', async () => {
      const chat = await openIt();
      const Original = XMLHttpRequest;
      // The service does not find what it has just begun.
      globalThis.XMLHttpRequest = class extends Original {
        override open(method: string, url: string | URL): void {
          super.open(method, method === 'PATCH' ? `${String(url)}0` : url);
        }
      };
      release = () => (globalThis.XMLHttpRequest = Original);
      chooseFiles(chat, textFile('notes.txt'));
      const again = await shownControl(chat, 'Try again');
      expect(textOf(chat, 'hs-waiting-files')).to.include('This file could not be sent.');
      release();
      again.click();
      await until(() => sentNames(chat).join() === 'notes.txt', 'it is sent');
    });
  });

  it('go on after a reload, where the service is', async () => {
    const before = await openIt();
    const held = hold();
    chooseFiles(before, textFile('notes.txt', 'many notes'));
    await until(() => held.held() === 1, 'it is on its way');
    await untilAsync(async () => (await keysOf()).length === 1, 'it is kept');
    before.remove();
    const chat = await openIt();
    await until(() => waitingNames(chat).join() === 'notes.txt', 'it is there again');
    release();
    await until(() => sentNames(chat).join() === 'notes.txt', 'it is sent');
    await untilStored('notes.txt');
    expect((await storedFiles()).map(({bytes}) => bytes)).to.deep.equal([10]);
    await untilAsync(async () => (await keysOf()).length === 0, 'nothing is kept');
  });

  it('are uploaded by one of two tabs', async () => {
    const [one, other] = [await openIt(), await openIt()];
    const held = hold();
    chooseFiles(one, textFile('notes.txt'));
    await until(() => held.held() === 1, 'it is on its way');
    const third = await openIt();
    release();
    for (const chat of [one, other, third]) {
      await until(() => sentNames(chat).join() === 'notes.txt', 'it is sent');
      expect(waitingNames(chat)).to.deep.equal([]);
    }
    await untilStored('notes.txt');
  });

  it('are asked for again after a reload when they are too large to be kept', async () => {
    await changeApp(app, {largestAttachment: 30});
    const held = hold();
    const {lastModified} = textFile('');
    const large = (): File =>
      new File([new Uint8Array(25_100_000).fill(97)], 'large.txt', {type: 'text/plain', lastModified});
    const first = await openIt();
    chooseFiles(first, large());
    await until(() => held.held() === 1, 'it is on its way');
    await untilAsync(async () => (await keysOf()).length === 1, 'it is noted');
    first.remove();
    release();
    const chat = await openIt();
    await until(() => waitingNames(chat).join() === 'large.txt', 'it is there');
    expect(textOf(chat, 'hs-waiting-files')).to.include('Choose this file again to go on.');
    await chooseAgain(chat, large());
    await until(() => sentNames(chat).join() === 'large.txt', 'it is sent');
    await untilStored('large.txt');
    expect((await storedFiles()).map(({bytes}) => bytes)).to.deep.equal([25_100_000]);
  });

  describe('at the log-out', () => {
    useWarnings();

    it('are given up, counted, and leave nothing', async () => {
      const chat = await openIt();
      const errors = recordEvents('webchatruntimeerror', chat);
      const held = hold();
      const [create, revoke] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
      const open = new Set<string>();
      URL.createObjectURL = (blob) => {
        const url = create(blob);
        open.add(url);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        open.delete(url);
        revoke(url);
      };
      chooseFiles(chat, await picture('cat.png', 600, 300), textFile('notes.txt'));
      await until(() => held.held() === 1, 'the first one is on its way');
      await until(() => drawnPictures(chat).length === 1, 'the picture is drawn');
      expect(open.size).to.be.above(0);
      chat.logout();
      await until(() => errors.details.length > 0, 'the page hears of it');
      Object.assign(URL, {createObjectURL: create, revokeObjectURL: revoke});
      expect(errors.details).to.deep.equal([{error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: '2'}}]);
      expect([...open]).to.deep.equal([]);
      await untilAsync(async () => (await keysOf()).length === 0, 'nothing is kept');
      release();
      await openChat(chat);
      expect(waitingNames(chat)).to.deep.equal([]);
      expect(await storedFiles()).to.deep.equal([]);
    });
  });

  it('cannot be sent with full privacy, or when the app takes none: no button, and nothing is taken', async () => {
    const off = await createApp({attachments: false});
    const chats = [
      await openIt({'full-privacy': ''}),
      await (async () => {
        const chat = addChat({...appAttributes(off), ...(await verifiedUser(off))});
        await openChat(chat);
        return chat;
      })(),
    ];
    const notes = textFile('notes.txt');
    for (const chat of chats) {
      expect(findPart(chat, 'attach-button')).to.be.undefined;
      expect(pasteFiles(chat, [notes])).to.be.false;
      drag(chat, 'dragover', [notes]);
      expect(drag(chat, 'drop', [notes]), 'the browser must not leave the page for the file').to.be.true;
      await sendMessage(chat, 'a text');
      expect(getPart(chat, 'panel').textContent).not.to.include('Drop files');
      expect(waitingNames(chat)).to.deep.equal([]);
    }
  });
});

describe('the pictures of a conversation', () => {
  const withPictures = async (...names: readonly string[]): Promise<HelpshiftChat> => {
    const chat = await openIt();
    for (const name of names) {
      const count = sentNames(chat).length;
      chooseFiles(chat, await picture(name, 300, 200));
      await until(() => sentNames(chat).length > count, `${name} is sent`);
    }
    await untilStored(...names.toSorted());
    return chat;
  };

  it('are read from the service after a reload, and their place is known before', async () => {
    (await withPictures('cat.png')).remove();
    const chat = await openIt();
    await until(() => openPictures(chat).length === 1, 'its place is there');
    const box = (): unknown => [openPictures(chat)[0]?.offsetWidth, openPictures(chat)[0]?.offsetHeight];
    expect(box()).to.deep.equal([240, 160]);
    await until(() => drawnPictures(chat).length === 1, 'it is drawn');
    expect(box()).to.deep.equal([240, 160]);
  });

  it('open in a viewer above the panel: arrow keys turn, Escape closes it alone, the focus returns', async () => {
    const chat = await withPictures('one.png', 'two.png');
    await until(() => openPictures(chat).length === 2, 'both are drawn');
    const pageKeys: string[] = [];
    const note = ({key}: KeyboardEvent): void => void pageKeys.push(key);
    document.addEventListener('keydown', note);
    openPictures(chat)[0]?.click();
    await until(() => viewer(chat)?.ariaLabel === 'Picture one.png', 'the viewer is open');
    await until(() => viewer(chat)?.querySelector('img')?.naturalWidth === 300, 'the picture itself is shown');
    expect(focusedElement()?.ariaLabel).to.equal('Close the picture');
    press('ArrowRight');
    await until(() => viewer(chat)?.ariaLabel === 'Picture two.png', 'it shows the next one');
    press('ArrowRight');
    press('ArrowLeft');
    await until(() => viewer(chat)?.ariaLabel === 'Picture one.png', 'and the one before');
    press('Escape');
    await until(() => !viewer(chat), 'the viewer is closed');
    expect(isPanelShown(chat)).to.be.true;
    await until(() => focusedElement() === openPictures(chat)[0], 'the focus has returned');
    document.removeEventListener('keydown', note);
    expect(pageKeys).to.deep.equal([]);
  });

  it('have a place that a finger hits and that is not higher than the others, also when they are very narrow', async () => {
    const chat = await openIt();
    chooseFiles(chat, await picture('line.png', 4, 900), await picture('dot.png', 2, 2));
    await until(() => openPictures(chat).length === 2, 'both are sent');
    const sizes = openPictures(chat).map(({offsetWidth, offsetHeight}) => [offsetWidth, offsetHeight]);
    expect(sizes).to.deep.equal([
      [48, 280],
      [48, 48],
    ]);
  });

  it('are whole in the viewer, also when they are larger than the window', async () => {
    const chat = await openIt();
    chooseFiles(chat, await picture('tall.png', 300, 3000));
    await until(() => openPictures(chat).length === 1, 'it is sent');
    openPictures(chat)[0]?.click();
    const shown = (): HTMLImageElement | null | undefined => viewer(chat)?.querySelector('img');
    await until(() => shown()?.naturalHeight === 3000, 'the picture itself is shown');
    const {top, bottom, width, height} = (shown() as HTMLElement).getBoundingClientRect();
    expect(top).to.be.at.least(0);
    expect(bottom).to.be.at.most(innerHeight);
    expect(height / width).to.be.closeTo(10, 0.5);
  });

  it('a closed panel has no viewer, which would block the page', async () => {
    const chat = await withPictures('one.png');
    openPictures(chat)[0]?.click();
    await until(() => viewer(chat), 'the viewer is open');
    chat.close();
    await until(() => !viewer(chat) && !document.querySelector(':modal'), 'it is closed');
    expect(isPanelShown(chat)).to.be.false;
  });

  describe('that could not be loaded', () => {
    useWarnings();

    it('can be loaded again', async () => {
      (await withPictures('cat.png')).remove();
      const {fetch} = globalThis;
      globalThis.fetch = (...[input, init]: Parameters<typeof fetch>) =>
        typeof input === 'string' && input.endsWith('/v1/files/read')
          ? Promise.resolve(new Response('{"error":{"code":"not_found","message":""}}', {status: 404}))
          : fetch(input, init);
      release = () => (globalThis.fetch = fetch);
      const chat = await openIt();
      const again = await shownControl(chat, 'Try again');
      expect(textOf(chat, 'hs-attachment')).to.include('The picture could not be loaded.');
      release();
      again.click();
      await until(() => drawnPictures(chat).length === 1, 'it is drawn');
    });
  });
});

describe('files on a page with a strict policy', () => {
  const send = async (chat: HelpshiftChat): Promise<void> => {
    chat.open();
    await until(() => findPart(chat, 'attach-button')?.checkVisibility(), 'the button is shown');
    chooseFiles(chat, await picture('cat.png', 300, 200), textFile('notes.txt'));
    await until(() => sentNames(chat).length === 2, 'both are sent');
  };

  it('break no rule where it allows pictures', async () => {
    const page = await openStrictPageWithPictures();
    const chat = page.addChat({...appAttributes(app), ...user});
    await send(chat);
    await until(() => drawnPictures(chat).length === 1, 'the picture is drawn');
    openPictures(chat)[0]?.click();
    await until(() => viewer(chat)?.querySelector('img')?.naturalWidth === 300, 'the viewer shows it');
    viewer(chat)?.close();
    expect(page.violations).to.deep.equal([]);
  });

  it('are cards where it does not, and the browser reports it once', async () => {
    const page = await openStrictPage();
    const chat = page.addChat({...appAttributes(app), ...user});
    const errors = recordEvents('webchatruntimeerror', chat);
    await send(chat);
    chooseFiles(chat, await picture('dog.png', 300, 200));
    await until(() => sentNames(chat).length === 3, 'another one is sent');
    await until(() => openPictures(chat).length === 0, 'no picture is drawn');
    expect(textOf(chat, 'hs-attachment')).to.include('cat.png').and.to.include('dog.png');
    expect(textOf(chat, 'hs-attachment')).not.to.include('could not');
    expect(page.violations).to.have.length(1);
    expect(page.violations[0]).to.include('img-src');
    expect(errors.details).to.deep.equal([]);
  });
});
