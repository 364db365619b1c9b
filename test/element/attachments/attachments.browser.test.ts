import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  type ChatEventName,
  findControl,
  findPart,
  getInput,
  getPart,
  type HelpshiftChat,
  isDrawn,
  openChat,
  recordEvents,
  sendMessage,
  shownControl,
  until,
  write,
} from '../../support/chat.js';
import {
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
import {keysOf} from '../../support/outbox-records.js';
import {readConversation} from '../../support/service.js';
import {useWarnings} from '../../support/watch.js';

const PICTURE_TIMES = 3;

let app: TestApp;
let user: Record<string, string>;
const openIt = async (attributes: Record<string, string> = {}): Promise<HelpshiftChat> => {
  const chat = addChat({...appAttributes(app), ...user, ...attributes});
  await openChat(chat);
  return chat;
};

/** What the agents see of the files. */
const filesOf = async (): Promise<unknown[]> => {
  const [conversation] = await conversationsOf(app);
  const {entries} = await readConversation(conversation?.id ?? '');
  return entries.flatMap(({content}) => (content.kind === 'attachment' ? [content] : []));
};

const picturesDrawn = (chat: HelpshiftChat): HTMLImageElement[] =>
  [...allElements(chat.shadowRoot as ShadowRoot)].filter(
    (element): element is HTMLImageElement => element instanceof HTMLImageElement && element.naturalWidth > 0,
  );

const texts = (chat: HelpshiftChat, name: string): string =>
  elementsNamed(chat, name)
    .map((element) => (element.shadowRoot as ShadowRoot).textContent)
    .join(' ')
    .replace(/\s+/g, ' ');

beforeEach(async () => {
  app = await createApp();
  user = await verifiedUser(app);
});

describe('files of the user', () => {
  it('are chosen, several at once, and sent: a picture is shown, another file has a card', async () => {
    const chat = await openIt();
    const added = recordEvents('messageadd', chat);
    const begun = recordEvents('conversationstart', chat);
    expect(getPart(chat, 'attach-button').ariaLabel).to.equal('Attach files');
    chooseFiles(chat, await picture('cat.png', 600, 300), textFile('notes.txt', 'some notes'));
    await until(() => added.details.length === 2, 'both are stored');
    expect(added.details.map(({type}) => type)).to.deep.equal(['attachment', 'attachment']);
    expect(added.details.map(({body}) => body).sort()).to.deep.equal(['cat.png', 'notes.txt']);
    expect(begun.details).to.have.length(1);
    await until(() => sentNames(chat).length === 2 && waitingNames(chat).length === 0, 'both are messages');
    await until(() => picturesDrawn(chat).length === 1, 'the picture is drawn');
    expect(texts(chat, 'hs-attachment')).to.include('notes.txt').and.to.include('10 byte');
    const stored = (await filesOf()) as {name: string; width?: number}[];
    expect(stored.map(({name, width}) => [name, width]).sort()).to.deep.equal([
      ['cat.png', 600],
      ['notes.txt', undefined],
    ]);
  });
});

void [
  PICTURE_TIMES,
  findControl,
  findPart,
  getInput,
  isDrawn,
  sendMessage,
  shownControl,
  write,
  drag,
  holdUploads,
  pasteFiles,
  keysOf,
  useWarnings,
];
export type {ChatEventName};
