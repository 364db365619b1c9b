import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {EMPTY_DRAFT, type Draft} from '../../../inbox/state/state.js';
import type {Upload} from '../../../inbox/state/uploads.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

const answer = (text: string): Draft => ({...EMPTY_DRAFT, text});
const note = (text: string): Draft => ({...EMPTY_DRAFT, mode: 'note', text: 'Half an answer', note: text});

const UPLOAD: Upload = {
  id: 'u1',
  name: 'lamp.png',
  bytes: 1000,
  mediaType: 'image/png',
  uploadedBytes: 0,
  fileId: undefined,
  isSent: false,
  problem: undefined,
};

const lamp = new File(['x'], 'lamp.png', {type: 'image/png'});

/** What is on the clipboard: a file, and texts by their type. */
function clipboard(file: File, texts: Readonly<Record<string, string>> = {}): ClipboardEvent {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(file);
  for (const [type, text] of Object.entries(texts)) clipboardData.setData(type, text);
  return new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true});
}

const ENTER = {key: 'Enter', code: 'Enter', bubbles: true, composed: true, cancelable: true};

describe('<hs-answer-form>', () => {
  useInboxStyles();

  it('is accessible, empty and with a draft', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1'});
    await expectAccessible(element);
    element.draft = answer('x'.repeat(9_900));
    await drawn(element);
    await expectAccessible(element);
  });

  it('is accessible when the conversation is resolved, and shows that it cannot send', async () => {
    const {element} = await addPart('hs-answer-form', {
      conversationId: 'c1',
      draft: answer('Half a'),
      status: 'resolved',
    });
    await expectAccessible(element);
    expect(textOf(element)).to.contain('This conversation is resolved. Reopen it to answer.');
  });

  it('sends with Enter once, and is empty at once', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: answer('Hello')});
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([{type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Hello'}]);
    expect(get<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
  });

  // Chromium and Firefox report the composition. In Safari it has ended by then, and only the key code tells.
  for (const [browsers, sign] of Object.entries({most: {isComposing: true}, Safari: {keyCode: 229}})) {
    it(`does not send with the Enter that accepts a composed word, as ${browsers} reports it`, async () => {
      const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: answer('こんにちは')});
      const takesWord = new KeyboardEvent('keydown', {...ENTER, ...sign});
      get(element, 'textarea').dispatchEvent(takesWord);
      expect(takesWord.defaultPrevented, 'the word can be taken').to.be.false;
      expect(actions).to.deep.equal([]);
      get(element, 'textarea').dispatchEvent(new KeyboardEvent('keydown', ENTER));
      expect(actions).to.have.length(1);
    });
  }

  it('keeps the text, and sends nothing, in a resolved conversation', async () => {
    const {element, actions} = await addPart('hs-answer-form', {
      conversationId: 'c1',
      draft: answer('Half a'),
      status: 'resolved',
    });
    const textarea = get<HTMLTextAreaElement>(element, 'textarea');
    textarea.focus();
    await sendKeys({press: 'Enter'});
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([]);
    expect(textarea.value).to.equal('Half a');
    element.status = 'open';
    await drawn(element);
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([{type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Half a'}]);
  });

  const ACTION = {kind: 'link', label: ' Track it ', target: 'https://shop.example/17 '} as const;
  const card = (text: string, ...actions: Draft['actions']): Draft => ({...EMPTY_DRAFT, text, actions});

  it('sends an answer with actions as a card', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: card('Look', ACTION)});
    await expectAccessible(element);
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([
      {
        type: 'send-message',
        conversationId: 'c1',
        kind: 'text',
        text: 'Look',
        actions: [{kind: 'link', label: 'Track it', target: 'https://shop.example/17'}],
      },
    ]);
  });

  it('sends the actions of a card once, also when the next answer follows at once', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: card('Look', ACTION)});
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    await sendKeys({type: 'Bye'});
    await sendKeys({press: 'Enter'});
    const sent = actions.filter(({type}) => type === 'send-message');
    expect(sent.map((action) => 'actions' in action)).to.deep.equal([true, false]);
  });

  it('sends nothing with Enter in a field of a button', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: card('Look', ACTION)});
    for (const id of ['label-0', 'target-0']) {
      get(element, `#${id}`).focus();
      await sendKeys({press: 'Enter'});
    }
    expect(actions).to.deep.equal([]);
  });

  it('sends no card with a mistake, and leads to it', async () => {
    const draft = card('Look', ACTION, {kind: 'call', label: 'Call us', target: 'call us'});
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft});
    getButton(element, 'Send').click();
    await until(() => focusedElement()?.id === 'target-1', 'the field has the focus');
    expect(actions).to.deep.equal([]);
    expect(get<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Look');
    expect(textOf(get(element, '#target-1-error'))).to.equal('Write a phone number, as +1 555 0100.');
  });

  it('says that a card needs a text', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: card(' ', ACTION)});
    expect(textOf(get(element, '#state'))).to.contain('Write a text as well');
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([]);
  });

  it('keeps the keyboard in the form when the conversation ends', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1'});
    getButton(element, 'Add a button').focus();
    element.status = 'ended';
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, 'textarea'));
  });

  it('keeps the actions that were written when the conversation ends', async () => {
    const draft = card('Look', ACTION);
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft, status: 'ended'});
    expect(get<HTMLInputElement>(element, '#label-0').value).to.equal(ACTION.label);
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([]);
  });

  it('offers no button for a note, nor in a conversation that is over', async () => {
    for (const properties of [{draft: note('A trick')}, {status: 'ended'}] as const) {
      const {element} = await addPart('hs-answer-form', {conversationId: 'c1', ...properties});
      expect(findButton(element, 'Add a button')).to.equal(undefined);
    }
  });

  it('says why a conversation that is over cannot be answered', async () => {
    for (const [status, reason] of [
      ['rejected', 'This conversation was rejected.'],
      ['ended', 'This conversation is over.'],
    ] as const) {
      const {element, actions} = await addPart('hs-answer-form', {
        conversationId: 'c1',
        draft: answer('Half a'),
        status,
      });
      expect(textOf(element)).to.contain(reason);
      getButton(element, 'Send').click();
      expect(actions).to.deep.equal([]);
      await expectAccessible(element);
    }
  });

  it('stores a note in every conversation, and says that the user does not see it', async () => {
    for (const status of ['open', 'resolved', 'rejected', 'ended', 'unknown'] as const) {
      const {element, actions} = await addPart('hs-answer-form', {
        conversationId: 'c1',
        draft: note('A trick'),
        status,
      });
      expect(textOf(element)).to.contain('The user does not see this note.');
      const textarea = get<HTMLTextAreaElement>(element, 'textarea');
      expect(textarea.value, 'the answer is kept apart').to.equal('A trick');
      expect(textarea.labels[0]?.textContent).to.equal('Your note, only agents see it');
      getButton(element, 'Add note').click();
      expect(actions).to.deep.equal([{type: 'send-message', conversationId: 'c1', kind: 'note', text: 'A trick'}]);
    }
  });

  it('is accessible while a note is written, and looks different', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1'});
    const look = () => getComputedStyle(get(element, 'form')).backgroundColor;
    const before = look();
    element.draft = note('A trick');
    await drawn(element);
    expect(look()).not.to.equal(before);
    await expectAccessible(element);
  });

  it('changes between answer and note by keyboard', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1'});
    const radios = findAll<HTMLInputElement>(element, 'input[type="radio"]');
    expect(radios.map((radio) => radio.labels?.[0]?.textContent.trim())).to.deep.equal(['Answer', 'Note']);
    expect(radios[0]?.checked).to.be.true;
    radios[0]?.focus();
    await sendKeys({press: 'ArrowRight'});
    expect(actions).to.deep.equal([{type: 'choose-mode', id: 'c1', mode: 'note'}]);
    element.draft = note('');
    await drawn(element);
    expect(radios[1]?.checked).to.be.true;
    // The store goes back to answers after a note.
    element.draft = EMPTY_DRAFT;
    await drawn(element);
    expect(radios[0]?.checked).to.be.true;
  });

  it('sends no half answer with the Enter that follows a note', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: note('A trick')});
    const textarea = get<HTMLTextAreaElement>(element, 'textarea');
    textarea.focus();
    await sendKeys({press: 'Enter'});
    expect(actions).to.have.length(1);
    // The store goes back to answers.
    element.draft = answer('Half an answer');
    await drawn(element);
    const [switchToAnswer] = findAll<HTMLInputElement>(element, 'input[type="radio"]');
    expect(focusedElement()).to.equal(switchToAnswer);
    await sendKeys({press: 'Enter'});
    expect(actions).to.have.length(1);
    expect(focusedElement()).to.equal(textarea);
  });

  it('takes files that are chosen, and goes on in the field', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1'});
    const input = get<HTMLInputElement>(element, 'input[type="file"]');
    let isOpened = false;
    input.addEventListener('click', (event) => {
      isOpened = true;
      event.preventDefault();
    });
    getButton(element, 'Attach files').click();
    expect(isOpened).to.be.true;
    const chosen = new DataTransfer();
    for (const name of ['a.png', 'b.pdf']) chosen.items.add(new File(['x'], name));
    input.files = chosen.files;
    input.dispatchEvent(new Event('change'));
    const [action] = actions;
    expect(action?.type === 'attach-files' && action.files.map(({name}) => name)).to.deep.equal(['a.png', 'b.pdf']);
    expect(input.files, 'the same files can be chosen again').to.have.length(0);
    expect(focusedElement()).to.equal(get(element, 'textarea'));
  });

  it('takes files that are pasted, but no picture of a text that is pasted', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1'});
    const paste = (event: ClipboardEvent): boolean => get(element, 'textarea').dispatchEvent(event);
    expect(paste(clipboard(lamp)), 'the browser pastes nothing').to.be.false;
    // A picture that was copied from a page.
    expect(paste(clipboard(lamp, {'text/html': '<img src="lamp.png">'}))).to.be.false;
    expect(actions.map(({type}) => type)).to.deep.equal(['attach-files', 'attach-files']);
    // Cells that were copied from a spreadsheet.
    expect(paste(clipboard(lamp, {'text/plain': '1', 'text/html': '<td>1'})), 'the browser pastes the text').to.be.true;
    expect(actions).to.have.length(2);
  });

  it('sends files with a text or without one, once', async () => {
    const uploads = [UPLOAD];
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: answer('Look'), uploads});
    await expectAccessible(element);
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([
      {type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Look'},
      {type: 'send-files', conversationId: 'c1'},
    ]);
    element.draft = EMPTY_DRAFT;
    await drawn(element);
    getButton(element, 'Send').click();
    expect(actions.slice(2)).to.deep.equal([{type: 'send-files', conversationId: 'c1'}]);
    element.uploads = [{...UPLOAD, isSent: true}];
    await drawn(element);
    getButton(element, 'Send').click();
    expect(actions, 'there is nothing more to send').to.have.length(3);
    expect(getButton(element, 'Send').ariaDisabled).to.equal('true');
  });

  it('sends no file with a note, and shows only those that are on their way', async () => {
    const uploads = [UPLOAD, {...UPLOAD, id: 'u2', name: 'sent.png', isSent: true}];
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: note('A trick'), uploads});
    expect(findButton(element, 'Attach files')).to.be.undefined;
    expect(textOf(element)).to.contain('sent.png').and.not.to.contain('lamp.png');
    expect(get(element, 'textarea').dispatchEvent(clipboard(lamp))).to.be.true;
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    expect(actions.map(({type}) => type)).to.deep.equal(['send-message']);
  });

  it('takes and sends no files in a conversation that is over, and keeps those that are there', async () => {
    const {element, actions} = await addPart('hs-answer-form', {
      conversationId: 'c1',
      uploads: [UPLOAD],
      status: 'resolved',
    });
    expect(findButton(element, 'Attach files')).to.be.undefined;
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([]);
    expect(textOf(element)).to.contain('lamp.png');
  });

  it('has the focus in the field when the last file is removed', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1', uploads: [UPLOAD]});
    getButton(element, 'Remove lamp.png').focus();
    element.uploads = [];
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, 'textarea'));
  });
});
