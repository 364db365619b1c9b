import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {
  addPart,
  drawn,
  expectAccessible,
  focusedElement,
  get,
  getButton,
  textOf,
  useInboxStyles,
} from './support/inbox-page.js';

describe('<hs-log-out-question>', () => {
  useInboxStyles();

  it('says what log-out deletes, with the focus on the way back', async () => {
    const {element, actions} = await addPart('hs-log-out-question', {unsent: 2});
    expect(textOf(get(element, 'h3'))).to.equal('In 2 conversations something is not sent');
    expect(focusedElement()).to.equal(getButton(element, 'Stay logged in'));
    await expectAccessible(element);
    getButton(element, 'Delete it and log out').click();
    expect(actions).to.deep.equal([{type: 'confirm-log-out'}]);
    element.unsent = undefined;
    await drawn(element);
    expect(get<HTMLDialogElement>(element, 'dialog').open).to.equal(false);
  });

  it('is answered with Escape: the agent stays', async () => {
    const {actions} = await addPart('hs-log-out-question', {unsent: 1});
    await sendKeys({press: 'Escape'});
    expect(actions).to.deep.equal([{type: 'cancel-log-out'}]);
  });
});
