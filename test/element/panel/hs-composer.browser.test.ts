import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp} from '../../support/apps.js';
import {
  addChat,
  getInput,
  getPart,
  getSendButton,
  hasFocus,
  type HelpshiftChat,
  messageTexts,
  openChat,
  sendMessage,
  until,
  untilAsync,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {messagesOf} from '../../support/service.js';
import {sentTexts} from '../../support/sent.js';
import {nextFrames} from '../../support/watch.js';
import type {SendMessagesRequest} from '../../../src/protocol/wire.js';

const LIMIT_CHARS = 10_000;

describe('the composer', () => {
  const network = useNetwork();
  let app: TestApp;
  let chat: HelpshiftChat;

  beforeEach(async () => {
    app = await createApp();
    chat = addChat(appAttributes(app));
    await openChat(chat);
    getInput(chat).focus();
  });

  const sent = (): unknown[] =>
    network.seen('POST', '/v1/messages').flatMap(({body}) => sentTexts(body as unknown as SendMessagesRequest));

  function type(text: string): void {
    getInput(chat).value = text;
    getInput(chat).dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
  }

  const status = (): string => {
    const id = getInput(chat).getAttribute('aria-describedby')?.split(' ')[0];
    return getPart(chat, 'composer').querySelector(`#${id}`)?.textContent.trim() ?? '';
  };

  it('names its parts', () => {
    expect(getInput(chat).ariaLabel).to.equal('Your message');
    expect(getSendButton(chat).ariaLabel).to.equal('Send');
  });

  it('sends with Enter, is empty then, and keeps the focus', async () => {
    await sendKeys({type: 'Is my parcel on its way?'});
    await sendKeys({press: 'Enter'});
    await until(() => messageTexts(chat).length === 1, 'the message is shown');
    expect(messageTexts(chat)).to.deep.equal(['Is my parcel on its way?']);
    await until(() => getInput(chat).value === '', 'the input is empty');
    expect(hasFocus(getInput(chat))).to.be.true;
  });

  it('sends with the button, and puts the focus back into the input', async () => {
    type('hello');
    await until(() => !getSendButton(chat).disabled, 'it can be sent');
    getSendButton(chat).focus();
    await sendKeys({press: 'Enter'});
    await until(() => messageTexts(chat).length === 1 && !getInput(chat).value, 'the message is shown');
    expect(hasFocus(getInput(chat))).to.be.true;
  });

  it('begins a new line with Shift and Enter, and sends the lines as one message', async () => {
    await sendKeys({type: 'first line'});
    await sendKeys({down: 'Shift'});
    await sendKeys({press: 'Enter'});
    await sendKeys({up: 'Shift'});
    await sendKeys({type: 'second line'});
    expect(getInput(chat).value).to.equal('first line\nsecond line');
    expect(sent()).to.deep.equal([]);
    await sendKeys({press: 'Enter'});
    await until(() => messageTexts(chat).length === 1, 'the message is shown');
    expect(messageTexts(chat)).to.deep.equal(['first line\nsecond line']);
  });

  // Chromium and Firefox report the composition. In Safari it has ended by then, and only the key code tells.
  for (const [browsers, sign] of Object.entries({most: {isComposing: true}, Safari: {keyCode: 229}})) {
    it(`does not send with the Enter that accepts a composed word, as ${browsers} reports it`, async () => {
      type('こんにちは');
      await until(() => !getSendButton(chat).disabled, 'it could be sent');
      const options = {key: 'Enter', code: 'Enter', bubbles: true, composed: true, cancelable: true};
      const takesWord = new KeyboardEvent('keydown', {...options, ...sign});
      getInput(chat).dispatchEvent(takesWord);
      await nextFrames();
      expect(takesWord.defaultPrevented, 'the word can be taken').to.be.false;
      expect(sent()).to.deep.equal([]);
      expect(getInput(chat).value).to.equal('こんにちは');
      getInput(chat).dispatchEvent(new KeyboardEvent('keydown', options));
      await until(() => sent().length === 1, 'the next Enter sends');
    });
  }

  for (const sign of [{isComposing: true}, {keyCode: 229}]) {
    it(`does not close the chat with the Escape that cancels a composed word: ${Object.keys(sign).join()}`, async () => {
      const escape = {key: 'Escape', code: 'Escape', bubbles: true, composed: true, cancelable: true, ...sign};
      getInput(chat).dispatchEvent(new KeyboardEvent('keydown', escape));
      await nextFrames();
      expect(hasFocus(getInput(chat))).to.be.true;
    });
  }

  it('sends the content of the field, also text inserted without an event', async () => {
    type('hello');
    getInput(chat).value = 'hello 世界';
    await sendKeys({press: 'Enter'});
    await until(() => messageTexts(chat).length === 1, 'the message is shown');
    expect(messageTexts(chat)).to.deep.equal(['hello 世界']);
  });

  for (const [what, text] of Object.entries({nothing: '', spaces: '   ', 'line breaks and tabs': '\n\t \n'})) {
    it(`sends no message of only ${what}`, async () => {
      type(text);
      await nextFrames();
      expect(getSendButton(chat).disabled).to.be.true;
      await sendKeys({press: 'Enter'});
      await nextFrames();
      expect(sent()).to.deep.equal([]);
    });
  }

  it('accepts a text of exactly the longest length', async () => {
    const text = 'x'.repeat(LIMIT_CHARS);
    type(text);
    await until(() => !getSendButton(chat).disabled, 'it can be sent');
    expect(status()).to.equal('');
    await sendMessage(chat, text);
    const [conversation] = await conversationsOf(app);
    expect((await messagesOf(conversation?.id ?? ''))[0]?.text).to.have.length(LIMIT_CHARS);
  });

  it('shows the excess length of a text, does not send it and does not cut it', async () => {
    const text = 'x'.repeat(LIMIT_CHARS + 1);
    type(text);
    await until(() => status() !== '', 'it says so');
    expect(status()).to.equal('Too long by 1 character');
    expect(getInput(chat).getAttribute('aria-invalid')).to.equal('true');
    expect(getSendButton(chat).disabled).to.be.true;
    await sendKeys({press: 'Enter'});
    await nextFrames();
    expect(sent()).to.deep.equal([]);
    expect(getInput(chat).value).to.equal(text);
    type(text.slice(0, -1));
    await until(() => status() === '', 'it takes it back');
    expect(getInput(chat).getAttribute('aria-invalid')).to.equal('false');
  });

  it('announces it: the note is a status region before it has text', () => {
    const id = getInput(chat).getAttribute('aria-describedby')?.split(' ')[0];
    const note = getPart(chat, 'composer').querySelector(`#${id}`);
    expect(note?.getAttribute('role')).to.equal('status');
    expect(note && getComputedStyle(note).display, 'it is there for a screen reader').not.to.equal('none');
  });

  it('follows the direction of the language while it is empty, then of its text', async () => {
    chat.language = 'ar';
    await until(() => getComputedStyle(getInput(chat)).direction === 'rtl', 'the placeholder begins on the right');
    type('hello');
    await until(() => getComputedStyle(getInput(chat)).direction === 'ltr', 'the text begins on the left');
  });

  it('grows with its text up to a limit, and shrinks after sending', async () => {
    const low = getInput(chat).clientHeight;
    type('one\ntwo\nthree');
    const high = getInput(chat).clientHeight;
    expect(high).to.be.above(low);
    type('line\n'.repeat(100));
    expect(getInput(chat).clientHeight).to.be.below(200);
    await sendMessage(chat, 'one\ntwo');
    await until(() => getInput(chat).clientHeight === low, 'it is low again');
  });

  it('sends the text as typed, with inner white space', async () => {
    const text = '  indented\n\n\tand “quoted”  ';
    type(text);
    await until(() => !getSendButton(chat).disabled, 'it can be sent');
    getSendButton(chat).click();
    await until(() => sent().length === 1, 'it is sent');
    await untilAsync(async () => (await conversationsOf(app)).length, 'it is stored');
    const [conversation] = await conversationsOf(app);
    const [message] = await messagesOf(conversation?.id ?? '');
    expect(message?.text.trim()).to.equal(text.trim());
  });
});
