import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {addPart, drawn, expectAccessible, get, getButton, textOf, useInboxStyles} from '../support/inbox-page.js';

const ENTER = {key: 'Enter', code: 'Enter', bubbles: true, composed: true, cancelable: true};

describe('<hs-answer-form>', () => {
  useInboxStyles();

  it('is accessible, empty and with a draft', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1'});
    await expectAccessible(element);
    element.draft = 'x'.repeat(9_900);
    await drawn(element);
    await expectAccessible(element);
  });

  it('is accessible when the conversation is resolved, and shows that it cannot send', async () => {
    const {element} = await addPart('hs-answer-form', {conversationId: 'c1', draft: 'Half a', resolved: true});
    await expectAccessible(element);
    expect(textOf(element)).to.contain('This conversation is resolved. Reopen it to answer.');
  });

  it('sends with Enter once, and is empty at once', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: 'Hello'});
    get(element, 'textarea').focus();
    await sendKeys({press: 'Enter'});
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([{type: 'send-message', conversationId: 'c1', text: 'Hello'}]);
    expect(get<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
  });

  // Chromium and Firefox report the composition. In Safari it has ended by then, and only the key code tells.
  for (const [browsers, sign] of Object.entries({most: {isComposing: true}, Safari: {keyCode: 229}})) {
    it(`does not send with the Enter that accepts a composed word, as ${browsers} reports it`, async () => {
      const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: 'こんにちは'});
      const takesWord = new KeyboardEvent('keydown', {...ENTER, ...sign});
      get(element, 'textarea').dispatchEvent(takesWord);
      expect(takesWord.defaultPrevented, 'the word can be taken').to.be.false;
      expect(actions).to.deep.equal([]);
      get(element, 'textarea').dispatchEvent(new KeyboardEvent('keydown', ENTER));
      expect(actions).to.have.length(1);
    });
  }

  it('keeps the text, and sends nothing, in a resolved conversation', async () => {
    const {element, actions} = await addPart('hs-answer-form', {conversationId: 'c1', draft: 'Half a', resolved: true});
    const textarea = get<HTMLTextAreaElement>(element, 'textarea');
    textarea.focus();
    await sendKeys({press: 'Enter'});
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([]);
    expect(textarea.value).to.equal('Half a');
    element.resolved = false;
    await drawn(element);
    getButton(element, 'Send').click();
    expect(actions).to.deep.equal([{type: 'send-message', conversationId: 'c1', text: 'Half a'}]);
  });
});
