// A separate file: the browser counts a key or click of an earlier test as user activation for some seconds.
import {expect, fixtureSync, html} from '@open-wc/testing';
import {sendKeys, sendMouse} from '@web/test-runner-commands';
import {appAttributes, createApp, type TestApp} from '../support/apps.js';
import {
  addChat,
  getInput,
  getPart,
  hasFocus,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  shownPart,
  until,
} from '../support/chat.js';
import {nextFrames} from '../support/watch.js';

describe('open() by the page', () => {
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  it('leaves the focus in place when the user has not asked for the chat', async () => {
    const chat = addChat(appAttributes(app));
    const field = fixtureSync<HTMLInputElement>(html`<input aria-label="Search" />`);
    field.focus();
    await openChat(chat);
    await nextFrames();
    expect(navigator.userActivation.isActive, 'no key or click before').to.be.false;
    expect(hasFocus(field)).to.be.true;
  });

  it('takes the focus when the panel fills the window, because the page behind is unusable', async () => {
    const chat = addChat({...appAttributes(app), 'full-screen': ''});
    await openChat(chat);
    await until(() => hasFocus(getInput(chat)), 'the focus is in the input');
  });

  /** The user clicks a button of the page that opens the chat. */
  async function clickToOpen(chat: HelpshiftChat): Promise<void> {
    const button = fixtureSync<HTMLButtonElement>(html`<button @click=${() => chat.open()}>Help</button>`);
    const {left, top, width, height} = button.getBoundingClientRect();
    await sendMouse({type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)]});
  }

  it("moves the focus into the input after the user's click", async () => {
    const chat = addChat(appAttributes(app));
    await clickToOpen(chat);
    const input = await shownPart(chat, 'input');
    await until(() => hasFocus(input), 'the focus is in the input');
  });

  it('moves the focus to the panel when an error replaces the input', async () => {
    const chat = addChat({...appAttributes(app), 'user-id': 'nobody'});
    await clickToOpen(chat);
    await shownPart(chat, 'error');
    await until(() => hasFocus(getPart(chat, 'panel')), 'the focus is on the panel');
    await sendKeys({press: 'Escape'});
    await until(() => !isPanelShown(chat), 'Escape closes it');
  });
});
