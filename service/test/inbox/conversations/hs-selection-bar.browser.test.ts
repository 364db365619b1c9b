import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {NOTHING_SELECTED, type Selection} from '../../../inbox/state/selection-state.js';
import {FakeService} from '../support/fake-service.js';
import {makeEntries, makeHead} from '../support/fixtures.js';
import {
  addInbox,
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

const SHOWN = ['c1', 'c2', 'c3'];
const TWO: Selection = {...NOTHING_SELECTED, isOn: true, ids: new Set(['c1', 'c2'])};

describe('<hs-selection-bar>', () => {
  useInboxStyles();

  const add = (selection: Selection) => addPart('hs-selection-bar', {shown: SHOWN, selection});
  const dialogOf = (element: Element) => get<HTMLDialogElement>(element, 'dialog');

  it('selects all that is shown, or nothing of it', async () => {
    const {element, actions} = await add(TWO);
    const box = get<HTMLInputElement>(element, 'input');
    expect([box.checked, box.indeterminate]).to.deep.equal([false, true]);
    box.click();
    expect(actions).to.deep.equal([{type: 'select-conversations', ids: SHOWN, isSelected: true}]);
    element.selection = {...TWO, ids: new Set(SHOWN)};
    await drawn(element);
    expect([box.checked, box.indeterminate]).to.deep.equal([true, false]);
    box.click();
    expect(actions.at(-1)).to.deep.equal({type: 'select-conversations', ids: SHOWN, isSelected: false});
  });

  it('asks before it rejects, and says how many', async () => {
    const {element, actions} = await add(TWO);
    getButton(element, 'Reject (2)').click();
    expect(dialogOf(element).open).to.equal(true);
    expect(textOf(dialogOf(element)))
      .to.contain('Reject 2 conversations?')
      .and.contain('cannot be undone');
    expect(focusedElement()?.textContent, 'a key pressed by mistake rejects nothing').to.equal('Cancel');
    await expectAccessible(element);
    getButton(element, 'Cancel').click();
    expect(actions).to.deep.equal([]);
    getButton(element, 'Reject (2)').click();
    dialogOf(element).querySelector<HTMLButtonElement>('.danger')?.click();
    expect(actions).to.deep.equal([{type: 'reject-selected'}]);
    expect(dialogOf(element).open).to.equal(false);
  });

  it('does not ask about nothing, also when all of them leave the list meanwhile', async () => {
    const {element} = await add(TWO);
    getButton(element, 'Reject (2)').click();
    element.selection = {...TWO, ids: new Set()};
    await drawn(element);
    expect(dialogOf(element).open).to.equal(false);
    getButton(element, 'Reject (0)').click();
    expect(dialogOf(element).open).to.equal(false);
  });

  it('says how far it is, and what became of it', async () => {
    const status = (element: Element): string => textOf(get(element, '[role="status"]'));
    const {element} = await add({...TWO, rejection: {isRunning: true, total: 2, rejected: 0}});
    expect(status(element)).to.equal('Rejecting 2 conversations…');
    expect(getButton(element, 'Reject (2)').ariaDisabled).to.equal('true');
    element.selection = {...NOTHING_SELECTED, rejection: {isRunning: false, total: 2, rejected: 1}};
    await drawn(element);
    expect(status(element)).to.equal('1 conversation was rejected. 1 was not. If it is still in the list, try again.');
    await expectAccessible(element);
  });
});

describe('the list of conversations', () => {
  useInboxStyles();

  it('lets the keyboard select, and reject at once', async () => {
    const service = new FakeService();
    for (const id of SHOWN) service.add(makeHead({id}), makeEntries(1, 1));
    const {inbox, store} = addInbox(service);
    store.dispatch({type: 'start'});
    await until(() => findAll(inbox, 'li a').length === 3, 'the list is shown');
    expect(findAll(inbox, 'li input')).to.have.length(0);
    getButton(inbox, 'Select').focus();
    await sendKeys({press: 'Enter'});
    await until(() => findAll(inbox, 'li input').length === 3, 'the check boxes are shown');
    await expectAccessible(inbox);
    expect(textOf(focusedElement() as Element)).to.equal('Done');
    // The filter, all, reject, the first row.
    for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Space', 'Tab', 'Tab', 'Space']) await sendKeys({press: key});
    await until(() => findButton(inbox, 'Reject (2)'), 'two are selected');
    expect(store.state.openId, 'selecting opens nothing').to.equal(undefined);
    const labels = findAll<HTMLInputElement>(inbox, 'li input').map((box) => box.ariaLabel);
    expect(labels[0]).to.equal('Select the conversation with Captain Planet');
    getButton(inbox, 'Reject (2)').focus();
    await sendKeys({press: 'Enter'});
    await sendKeys({down: 'Shift'});
    await sendKeys({press: 'Tab'});
    await sendKeys({up: 'Shift'});
    await sendKeys({press: 'Enter'});
    await until(() => findAll(inbox, 'li a').length === 1, 'two have left the list');
    await until(() => textOf(inbox).includes('2 conversations were rejected.'), 'the result is told');
    getButton(inbox, 'Done').click();
    await until(() => !findAll(inbox, 'li input').length, 'the check boxes are gone');
  });

  it('offers no selection of what is closed', async () => {
    const service = new FakeService();
    service.add(makeHead({id: 'c1', status: 'ended', waitingSince: null}), makeEntries(1, 1));
    const {inbox, store} = addInbox(service);
    store.dispatch({type: 'choose-filter', name: 'closed'});
    store.dispatch({type: 'start'});
    await until(() => findAll(inbox, 'li a').length === 1, 'the list is shown');
    expect(findButton(inbox, 'Select')).to.equal(undefined);
  });
});
