import {expect} from '@open-wc/testing';
import {addPart, expectAccessible, getButton, textOf, until, useInboxStyles} from '../support/inbox-page.js';

describe('<hs-copy-text>', () => {
  useInboxStyles();
  const {clipboard} = navigator;

  /** Replaces the browser's clipboard, which would ask the user. */
  function setClipboard(writeText: (text: string) => Promise<void>): void {
    Object.defineProperty(navigator, 'clipboard', {value: {writeText}, configurable: true});
  }

  afterEach(() => Object.defineProperty(navigator, 'clipboard', {value: clipboard, configurable: true}));

  const addText = () => addPart('hs-copy-text', {label: 'The tag', text: '<b>\n</b>'});

  it('is accessible before and after copying, and copies the text unchanged', async () => {
    const copied: string[] = [];
    setClipboard(async (text) => void copied.push(text));
    const {element} = await addText();
    await expectAccessible(element);
    getButton(element, 'Copy').click();
    await until(() => textOf(element).includes('Copied'), 'it shows that it has copied');
    expect(copied).to.deep.equal(['<b>\n</b>']);
    await expectAccessible(element);
  });

  it('shows an error when the browser refuses', async () => {
    setClipboard(async () => Promise.reject(new Error('refused')));
    const {element} = await addText();
    getButton(element, 'Copy').click();
    await until(() => textOf(element).includes('It could not be copied.'), 'it shows that it has not copied');
    await expectAccessible(element);
  });
});
