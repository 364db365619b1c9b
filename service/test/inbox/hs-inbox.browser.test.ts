import {expect} from '@open-wc/testing';
import {en} from '../../inbox/strings/en.js';
import {FakeService} from './support/fake-service.js';
import {
  ADMINISTRATOR,
  makeEntries,
  makeHead,
  makeUnverifiedUser,
  NAMELESS,
  refusal,
  UNAUTHORIZED,
  UNREACHABLE,
} from './support/fixtures.js';
import {
  addInbox,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  type InboxPage,
  textOf,
  translatePage,
  until,
  useInboxStyles,
} from './support/inbox-page.js';

function filledService(): FakeService {
  const service = new FakeService();
  const wheeler = makeUnverifiedUser({userName: 'Wheeler', userId: 'wheeler', userEmail: 'w@example.com'});
  service.add(makeHead({id: 'c1', readNumber: 3}), makeEntries(1, 3));
  service.add(makeHead({id: 'c2', readNumber: 60, user: wheeler}), makeEntries(1, 60));
  return service;
}

describe('<hs-inbox>', () => {
  useInboxStyles();

  /** Opens the inbox with its list, and with a conversation when its id is given. */
  async function openInbox({openId, service = filledService()}: {openId?: string; service?: FakeService} = {}) {
    const page = addInbox(service);
    page.store.dispatch({type: 'start'});
    await until(() => findAll(page.inbox, 'li a').length === service.conversations.size, 'the list is shown');
    if (openId !== undefined) await openConversation(page, openId);
    return page;
  }

  async function openConversation({inbox, store}: InboxPage, id: string): Promise<void> {
    store.dispatch({type: 'open-conversation', id});
    await until(() => findAll(inbox, '.message').length > 0, 'the messages are shown');
    await until(() => focusedElement() === get(inbox, 'hs-conversation h2, h2[aria-label]'), 'the heading is focused');
  }

  function write({service, tell}: InboxPage, id: string, text: string): void {
    tell(service.write(id, text));
  }

  const status = ({inbox}: InboxPage): Element => get(inbox, 'p.visually-hidden[role="status"]');

  /**
   * Watches from now on that the focus is never on the page's body. The returned function ends the watch and asserts
   * it.
   */
  function watchFocus(): () => void {
    const lost: string[] = [];
    let frame = 0;
    let last = '';
    const look = (): void => {
      const focused = focusedElement();
      if (focused === document.body || !focused) lost.push(`after ${last}`);
      else last = `<${focused.localName}> ${focused.textContent.trim()}`;
      frame = requestAnimationFrame(look);
    };
    look();
    return () => {
      cancelAnimationFrame(frame);
      expect(lost, 'the focus was on the body').to.deep.equal([]);
    };
  }

  function press(root: Element, name: string): void {
    const button = getButton(root, name);
    button.focus();
    button.click();
  }

  it('is accessible with a list, with a conversation, and with the settings', async () => {
    const {inbox, store} = await openInbox();
    await drawn(inbox);
    await expectAccessible(inbox);
    store.dispatch({type: 'open-conversation', id: 'c1'});
    await until(() => findAll(inbox, '.message').length > 0, 'the messages are shown');
    store.dispatch({type: 'notice-raised', notice: 'status-not-changed'});
    store.dispatch({type: 'connection-lost'});
    await until(() => findButton(inbox, 'Dismiss'), 'the notice is shown');
    await expectAccessible(inbox);
    store.dispatch({type: 'open-settings'});
    await until(() => textOf(inbox).includes('Only administrators see the settings'), 'it says so');
    await expectAccessible(inbox);
  });

  it('shows any agent their sessions, with the focus on the heading', async () => {
    const {inbox, store} = await openInbox();
    store.dispatch({type: 'open-sessions'});
    await until(() => findAll(inbox, '.this').length === 1, 'the sessions are shown');
    await until(() => focusedElement()?.textContent === 'Sessions', 'the heading has the focus');
    await expectAccessible(inbox);
    press(inbox, 'End all other sessions');
    await until(() => textOf(inbox).includes('Nobody is logged in there any more'), 'it says what became of it');
  });

  it('keeps the unsaved settings of an administrator while another page is shown, but no secret, and saves them', async () => {
    const {inbox, store, apps} = await openInbox();
    const openSettings = async (): Promise<void> => {
      store.dispatch({type: 'open-settings'});
      await until(() => findAll(inbox, '.create').length === 1, 'the settings are shown');
    };
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await openSettings();
    press(inbox, 'Create a key');
    await until(() => focusedElement()?.textContent === 'The new secret', 'the secret is shown');
    const greeting = (): HTMLTextAreaElement => get(inbox, '#greeting');
    const type = (text: string): void => {
      greeting().value = text;
      greeting().dispatchEvent(new InputEvent('input', {bubbles: true}));
    };
    type('Welcome');
    store.dispatch({type: 'open-conversation', id: undefined});
    await until(() => findAll(inbox, 'hs-settings').length === 0, 'the list is shown');
    await openSettings();
    expect(greeting().value).to.equal('Welcome');
    expect(textOf(inbox)).not.to.contain('The new secret');
    press(inbox, 'Discard changes');
    await until(() => greeting().value === 'Ahoy', 'the change is gone');
    type('Welcome back');
    // At once: the form has not been drawn with the change.
    press(inbox, 'Save');
    await until(() => apps.list[0]?.greeting === 'Welcome back', 'it is saved');
  });

  describe('keeps the focus', () => {
    /** For each button: how to reach it, and how to see that its work is done. */
    const BUTTONS: Record<
      string,
      {arrange: () => Promise<InboxPage>; name: string; isDone: (page: InboxPage) => unknown}
    > = {
      'Try again, when the service does not answer': {
        arrange: async () => {
          const service = filledService();
          service.failure = {name: 'session', error: UNREACHABLE};
          const page = addInbox(service);
          page.store.dispatch({type: 'start'});
          await until(() => findButton(page.inbox, 'Try again'), 'it shows that the service does not answer');
          service.failure = undefined;
          return page;
        },
        name: 'Try again',
        isDone: ({inbox}) => findAll(inbox, 'li a').length === 2,
      },
      'Try again, when it still does not answer': {
        arrange: async () => {
          const service = filledService();
          service.failure = {name: 'session', error: UNREACHABLE};
          const page = addInbox(service);
          page.store.dispatch({type: 'start'});
          await until(() => findButton(page.inbox, 'Try again'), 'it shows that the service does not answer');
          return page;
        },
        name: 'Try again',
        isDone: ({service}) => service.calls.filter((call) => call === 'session').length === 2,
      },
      'Try again, of the list': {
        arrange: async () => {
          const page = await openInbox();
          page.service.failure = {name: 'sync list', error: UNREACHABLE};
          page.store.dispatch({type: 'reload-list'});
          await until(() => findButton(page.inbox, 'Try again'), 'it shows that the list has failed');
          page.service.failure = undefined;
          return page;
        },
        name: 'Try again',
        isDone: ({inbox}) => !findButton(inbox, 'Try again'),
      },
      'Try again, of the messages': {
        arrange: async () => {
          const page = await openInbox({openId: 'c1'});
          page.service.failure = {name: 'sync', error: UNREACHABLE};
          page.service.write('c1', 'Missed');
          write(page, 'c1', 'Are you there?');
          await until(() => findButton(page.inbox, 'Try again'), 'it shows that messages are missing');
          page.service.failure = undefined;
          return page;
        },
        name: 'Try again',
        isDone: ({inbox}) => textOf(inbox).includes('Are you there?') && !findButton(inbox, 'Try again'),
      },
      'Log in': {
        arrange: async () => {
          const service = filledService();
          service.failure = {name: 'session', error: UNAUTHORIZED};
          const page = addInbox(service);
          page.store.dispatch({type: 'start'});
          await until(() => findButton(page.inbox, 'Log in'), 'the form is shown');
          get<HTMLInputElement>(page.inbox, '#email').value = 'ada@example.com';
          get<HTMLInputElement>(page.inbox, '#password').value = 'secret';
          return page;
        },
        name: 'Log in',
        isDone: ({inbox}) => findAll(inbox, 'li a').length === 2,
      },
      'Log out': {
        arrange: () => openInbox({openId: 'c1'}),
        name: 'Log out',
        isDone: ({inbox}) => findButton(inbox, 'Log in'),
      },
      Dismiss: {
        arrange: async () => {
          const page = await openInbox({openId: 'c1'});
          page.store.dispatch({type: 'notice-raised', notice: 'status-not-changed'});
          await until(() => findButton(page.inbox, 'Dismiss'), 'the notice is shown');
          return page;
        },
        name: 'Dismiss',
        isDone: ({inbox}) => !findButton(inbox, 'Dismiss'),
      },
      'Dismiss, without a conversation': {
        arrange: async () => {
          const page = await openInbox();
          page.store.dispatch({type: 'notice-raised', notice: 'not-logged-out'});
          await until(() => findButton(page.inbox, 'Dismiss'), 'the notice is shown');
          return page;
        },
        name: 'Dismiss',
        isDone: ({inbox}) => !findButton(inbox, 'Dismiss'),
      },
      Resolve: {
        arrange: () => openInbox({openId: 'c1'}),
        name: 'Resolve',
        isDone: ({inbox}) => findButton(inbox, 'Reopen')?.ariaDisabled === 'false',
      },
      Reopen: {
        arrange: async () => {
          const service = filledService();
          service.add(makeHead({id: 'c3', status: 'resolved', waitingSince: null}), makeEntries(1, 1));
          const page = addInbox(service);
          page.store.dispatch({type: 'start'});
          await until(() => findAll(page.inbox, 'li a').length === 2, 'the list is shown');
          await openConversation(page, 'c3');
          return page;
        },
        name: 'Reopen',
        isDone: ({inbox}) => findButton(inbox, 'Resolve')?.ariaDisabled === 'false',
      },
      Send: {
        arrange: async () => {
          const page = await openInbox({openId: 'c1'});
          page.store.dispatch({type: 'change-draft', id: 'c1', kind: 'text', text: 'Of course'});
          await until(() => getButton(page.inbox, 'Send').ariaDisabled === 'false', 'it can be sent');
          return page;
        },
        name: 'Send',
        isDone: ({inbox}) => findAll(inbox, '.message').length === 4,
      },
      'Send again': {
        arrange: async () => {
          const page = await openInbox({openId: 'c1'});
          page.service.failure = {name: 'append', error: refusal(400)};
          page.store.dispatch({type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Of course'});
          await until(() => findButton(page.inbox, 'Send again'), 'it has failed');
          page.service.failure = undefined;
          return page;
        },
        name: 'Send again',
        isDone: ({inbox}) => findAll(inbox, '.state').length === 0,
      },
      'Show earlier messages': {
        arrange: () => openInbox({openId: 'c2'}),
        name: 'Show earlier messages',
        isDone: ({inbox}) => findAll(inbox, '.message').length === 60,
      },
      'Jump to the newest message': {
        arrange: async () => {
          const page = await openInbox({openId: 'c2'});
          const log = get(page.inbox, '.log');
          Object.assign(log.style, {maxHeight: '200px'});
          await until(() => log.scrollTop > 0, 'it is at its end');
          log.scrollTo({top: 0});
          await until(() => findButton(page.inbox, 'Jump to the newest message'), 'there is a way down');
          return page;
        },
        name: 'Jump to the newest message',
        isDone: ({inbox}) => !findButton(inbox, 'Jump to the newest message'),
      },
    };

    for (const [title, {arrange, name, isDone}] of Object.entries(BUTTONS)) {
      it(title, async () => {
        const page = await arrange();
        getButton(page.inbox, name).focus();
        const stopWatching = watchFocus();
        press(page.inbox, name);
        await until(() => isDone(page), 'its work is done');
        await drawn(page.inbox);
        stopWatching();
      });
    }

    it('in the answer field, with its text, when a colleague resolves the conversation', async () => {
      const page = await openInbox({openId: 'c1'});
      const textarea = get<HTMLTextAreaElement>(page.inbox, 'textarea');
      textarea.focus();
      textarea.value = 'Half an answ';
      textarea.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
      const stopWatching = watchFocus();
      page.tell(page.service.change('c1', {kind: 'resolved'}));
      await until(() => textOf(page.inbox).includes('This conversation is resolved.'), 'it says so');
      stopWatching();
      expect(focusedElement()).to.equal(textarea);
      expect(textarea.value).to.equal('Half an answ');
    });

    it('on a row of the list when a message moves the row, and in the list when a colleague resolves it', async () => {
      const page = await openInbox();
      const [first, second] = findAll(page.inbox, 'li a');
      second?.focus();
      const stopWatching = watchFocus();
      const id = second?.dataset['id'] ?? '';
      write(page, id, 'Hello?');
      await until(() => findAll(page.inbox, 'li a')[1] === first, 'the row has moved');
      expect(focusedElement()).to.equal(second);
      page.tell(page.service.change(id, {kind: 'resolved'}));
      await until(() => findAll(page.inbox, 'li a').length === 1, 'the row is gone');
      stopWatching();
    });
  });

  it('sends a card, and keeps one that is half written while another conversation is shown', async () => {
    const page = await openInbox({openId: 'c1'});
    const {inbox, store, service} = page;
    const fill = (selector: string, text: string): void => {
      const field = get<HTMLInputElement>(inbox, selector);
      field.value = text;
      field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
    };
    press(inbox, 'Add a button');
    await until(() => focusedElement()?.id === 'kind-0', 'the new button has the focus');
    fill('#answer', 'It is on its way');
    fill('#label-0', 'Track it');
    await openConversation(page, 'c2');
    await until(() => findButton(inbox, 'Remove button 1') === undefined, 'it is not in the other conversation');
    await openConversation(page, 'c1');
    await until(() => findAll(inbox, '#label-0').length, 'it is there again');
    expect(get<HTMLInputElement>(inbox, '#label-0').value).to.equal('Track it');
    fill('#target-0', 'https://shop.example/17');
    press(inbox, 'Send');
    await until(() => findAll(inbox, '.actions a').length === 1, 'the card is in the log');
    await until(() => store.state.threads.get('c1')?.queues.text.length === 0, 'it is stored');
    const actions = [{kind: 'link', label: 'Track it', target: 'https://shop.example/17'}];
    const content = {kind: 'card', text: 'It is on its way', actions};
    expect(service.conversations.get('c1')?.entries.at(-1)?.content).to.deep.equal(content);
    expect(findAll(inbox, '#label-0')).to.deep.equal([]);
  });

  it('shows that a resolved conversation has ended at once, and that an answer came too late', async () => {
    const service = filledService();
    service.askResolution = false;
    const {inbox, store} = await openInbox({openId: 'c1', service});
    press(inbox, 'Resolve');
    await until(() => textOf(inbox).includes('The conversation has ended'), 'the end is shown');
    expect(textOf(inbox)).to.match(/resolved the conversation.*The conversation has ended.*This conversation is over/);
    // What was on its way when it ended.
    store.dispatch({type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Too late'});
    await until(
      () => textOf(inbox).includes('Your answer was not sent: the conversation is over.'),
      'a notice says so',
    );
    expect(textOf(inbox)).to.include('Too late').and.to.include('Not sent: the conversation is over.');
  });

  describe('announces', () => {
    /** What a screen reader announces: the texts of new nodes in the live region. */
    function recordAnnouncements(page: InboxPage): readonly string[] {
      const heard: string[] = [];
      new MutationObserver((records) => {
        for (const node of records.flatMap(({addedNodes}) => [...addedNodes])) {
          if (node instanceof Element) heard.push(node.textContent);
        }
      }).observe(status(page), {childList: true});
      return heard;
    }

    it('each message of one user, also one directly after another', async () => {
      const page = await openInbox();
      const heard = recordAnnouncements(page);
      for (let count = 1; count <= 3; count++) {
        write(page, 'c1', `message ${count}`);
        await until(() => heard.length === count, 'it is announced');
      }
      expect(heard).to.deep.equal(Array(3).fill('New message from Captain Planet'));
    });

    it('several messages in one sentence, with their number', async () => {
      const page = await openInbox();
      const heard = recordAnnouncements(page);
      write(page, 'c1', 'one');
      await until(() => heard.length === 1, 'the first is announced');
      for (const text of ['two', 'three', 'four']) write(page, 'c1', text);
      await until(() => heard.length === 2, 'the others are announced');
      expect(heard[1]).to.equal('3 new messages from Captain Planet');
      write(page, 'c1', 'five');
      write(page, 'c2', 'one');
      await until(() => heard.length === 3, 'both are announced');
      expect(heard[2]).to.equal('New messages in 2 conversations');
    });
  });

  it("shows no data of one user beside the next user's messages after a page translator changed the page", async () => {
    const page = await openInbox({openId: 'c1'});
    translatePage(page.inbox);
    const translated = findAll(get(page.inbox, 'hs-conversation'), 'font');
    expect(translated).not.to.have.length(0);
    page.store.dispatch({type: 'open-conversation', id: 'c2'});
    const pane = () => textOf(get(page.inbox, 'section.conversation'));
    await until(() => pane().includes('text 60'), 'the messages are shown');
    expect(pane()).to.contain('Wheeler').and.contain('w@example.com').and.contain('Not verified');
    expect(pane()).not.to.match(/Captain|captain/);
    expect(translated.filter(({isConnected}) => isConnected)).to.have.length(0);
  });

  it('sends files, announces them, and shows what is left when the agent comes back', async () => {
    const page = await openInbox({openId: 'c1'});
    const {store, files, inbox} = page;
    const chosen = ['lamp.png', 'film.mp4'].map((name) => new File(['x'], name));
    store.dispatch({type: 'attach-files', conversationId: 'c1', files: chosen});
    await until(() => status(page).textContent.includes('2 files added'), 'they are announced');
    files.uploads[0]?.complete('f1');
    files.uploads[1]?.fail(refusal(413));
    await until(() => status(page).textContent.includes('film.mp4 was not sent'), 'the failure is announced');
    await drawn(inbox);
    getButton(inbox, 'Send').click();
    await until(() => findAll(inbox, 'hs-file').length === 1, 'the file is in the conversation');
    store.dispatch({type: 'open-conversation', id: 'c2'});
    await until(() => findAll(inbox, 'hs-uploads').length === 0, 'the files stay behind');
    store.dispatch({type: 'open-conversation', id: 'c1'});
    await until(() => textOf(inbox).includes('This file is too large for this app.'), 'they are there again');
    await expectAccessible(inbox);
  });

  it('draws only the changed row for a message', async () => {
    const ROWS = 200;
    const service = new FakeService();
    for (let index = 0; index < ROWS; index++) {
      const id = `c${String(index).padStart(3, '0')}`;
      service.add(makeHead({id, user: NAMELESS, readNumber: 1}), makeEntries(1, 1));
      service.pageLimit = ROWS;
    }
    let names = 0;
    // Each draw of a row reads this text, for the name of its user.
    const strings = Object.defineProperty({...en}, 'anonymousUser', {
      get: () => {
        names += 1;
        return en.anonymousUser;
      },
    });
    const page = addInbox(service, strings);
    page.store.dispatch({type: 'start'});
    await until(() => findAll(page.inbox, 'li a').length === ROWS, 'the list is shown');
    await drawn(page.inbox);
    names = 0;
    write(page, 'c107', 'What is new');
    await until(() => textOf(page.inbox).includes('What is new'), 'the message is shown');
    await until(() => status(page).textContent.includes('New message'), 'it is announced');
    await drawn(page.inbox);
    // The second time is for the announcement.
    expect(names).to.equal(2);
  });

  it('does not draw the answer form for a message in another conversation', async () => {
    const page = await openInbox({openId: 'c1'});
    const form = get<HTMLElementTagNameMap['hs-answer-form']>(page.inbox, 'hs-answer-form');
    await drawn(page.inbox);
    let draws = 0;
    form.addController({hostUpdated: () => (draws += 1)});
    write(page, 'c2', 'What is new');
    await until(() => textOf(page.inbox).includes('What is new'), 'the message is shown');
    await drawn(page.inbox);
    expect(draws).to.equal(0);
  });

  it('combines many messages into few draws', async () => {
    const page = await openInbox();
    let draws = 0;
    const list = get(page.inbox, 'hs-conversation-list');
    new MutationObserver(() => (draws += 1)).observe(list.shadowRoot as ShadowRoot, {childList: true, subtree: true});
    let changes = 0;
    page.store.subscribe(() => (changes += 1));
    for (let count = 1; count <= 100; count++) {
      write(page, 'c1', `message ${count}`);
      await Promise.resolve();
    }
    await until(() => textOf(page.inbox).includes('message 100'), 'the last message is shown');
    expect(draws).to.be.lessThan(changes / 2);
  });
});
