import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {CardAction} from 'helpshift-chat/protocol';
import type {HsCardForm} from '../../../inbox/conversations/hs-card-form.js';
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

const TRACK: CardAction = {kind: 'link', label: 'Track it', target: 'https://shop.example/17'};
const CALL: CardAction = {kind: 'call', label: 'Call us', target: '+1 555 0100'};

/** The element, with a draft that follows what it requests. */
async function addActions(...actions: CardAction[]): Promise<HsCardForm> {
  const {element} = await addPart(
    'hs-card-form',
    {conversationId: 'c1', actions},
    {
      dispatch: (action) => {
        if (action.type === 'change-draft-actions') element.actions = action.actions;
      },
    },
  );
  return element;
}

const nameOf = (element: Element | null): string | undefined =>
  (element as HTMLInputElement | null)?.labels?.[0]?.textContent.trim();

describe('<hs-card-form>', () => {
  useInboxStyles();

  it('is accessible: empty, with actions, and with mistakes', async () => {
    const element = await addActions();
    await expectAccessible(element);
    element.actions = [TRACK, CALL];
    await drawn(element);
    await expectAccessible(element);
    element.actions = [{...TRACK, label: ''}];
    await drawn(element);
    element.check();
    await drawn(element);
    await expectAccessible(element);
  });

  it('takes an action by keyboard alone', async () => {
    const element = await addActions();
    getButton(element, 'Add a button').focus();
    await sendKeys({press: 'Enter'});
    await until(() => nameOf(focusedElement()) === 'What it does', 'the new action has the focus');
    await sendKeys({press: 'ArrowDown'});
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'Call us'});
    await sendKeys({press: 'Tab'});
    expect(nameOf(focusedElement())).to.equal('Phone number');
    await sendKeys({type: '+1 555 0100'});
    expect(element.actions).to.deep.equal([CALL]);
    await sendKeys({press: 'Tab'});
    expect(focusedElement()?.ariaLabel).to.equal('Remove button 1');
    await sendKeys({press: 'Enter'});
    await until(() => focusedElement() === findButton(element, 'Add a button'), 'the focus stays in the form');
    expect(element.actions).to.deep.equal([]);
  });

  it('removes the right one', async () => {
    const element = await addActions(TRACK, CALL);
    getButton(element, 'Remove button 1').click();
    await drawn(element);
    expect(element.actions).to.deep.equal([CALL]);
    expect(findAll<HTMLInputElement>(element, 'input').map(({value}) => value)).to.deep.equal([
      'Call us',
      '+1 555 0100',
    ]);
    expect(get<HTMLSelectElement>(element, 'select').value).to.equal('call');
  });

  it('keeps both of two changes that come before the next draw', async () => {
    const {element, actions} = await addPart('hs-card-form', {conversationId: 'c1', actions: [TRACK]});
    for (const [id, text] of Object.entries({'label-0': 'Buy it', 'target-0': 'https://shop.example/18'})) {
      const field = get<HTMLInputElement>(element, `#${id}`);
      field.value = text;
      field.dispatchEvent(new InputEvent('input'));
    }
    expect(actions.at(-1)).to.deep.equal({
      type: 'change-draft-actions',
      id: 'c1',
      actions: [{kind: 'link', label: 'Buy it', target: 'https://shop.example/18'}],
    });
  });

  it('has room for five', async () => {
    const element = await addActions(TRACK, TRACK, TRACK, TRACK);
    getButton(element, 'Add a button').click();
    await drawn(element);
    expect(element.actions).to.have.length(5);
    expect(findButton(element, 'Add a button')).to.equal(undefined);
    expect(textOf(element)).to.contain('There is room for 5 buttons.');
    expect(nameOf(focusedElement())).to.equal('What it does');
  });

  it('shows mistakes only when it is checked, each at its field, until it is corrected', async () => {
    const element = await addActions({...TRACK, target: 'shop.example'}, {...CALL, label: ' '});
    const invalid = () => findAll(element, '[aria-invalid="true"]').map(({id}) => id);
    expect(invalid()).to.deep.equal([]);
    expect(element.check()).to.equal(false);
    await until(() => focusedElement()?.id === 'target-0', 'the first mistake has the focus');
    expect(invalid()).to.deep.equal(['target-0', 'label-1']);
    expect(textOf(get(element, '#target-0-error'))).to.contain('Write a full address');
    element.actions = [TRACK, CALL];
    await drawn(element);
    expect(invalid()).to.deep.equal([]);
    expect(element.check()).to.equal(true);
    // A new one has no mistakes yet.
    element.actions = [];
    await drawn(element);
    getButton(element, 'Add a button').click();
    await drawn(element);
    expect(invalid()).to.deep.equal([]);
  });
});
