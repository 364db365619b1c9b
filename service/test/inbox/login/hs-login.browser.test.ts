import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {addPart, drawn, expectAccessible, focusedElement, get, textOf, useInboxStyles} from '../support/inbox-page.js';

describe('<hs-login>', () => {
  useInboxStyles();

  it('is accessible, also with errors and while it is busy', async () => {
    const {element} = await addPart('hs-login', {notice: 'wrong-credentials'});
    await expectAccessible(element);
    get(element, 'button').click();
    await drawn(element);
    expect(textOf(element)).to.contain('Fill in this field.');
    await expectAccessible(element);
    element.busy = true;
    await drawn(element);
    await expectAccessible(element);
  });

  it('logs in by keyboard alone, once, and keeps the focus', async () => {
    const {element, actions} = await addPart('hs-login', {});
    expect(focusedElement(), 'it begins with the e-mail').to.equal(get(element, '#email'));
    await sendKeys({type: 'ada@example.com'});
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'secret'});
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Enter'});
    element.busy = true;
    await drawn(element);
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([{type: 'log-in', email: 'ada@example.com', password: 'secret'}]);
    expect(focusedElement()).to.equal(get(element, 'button'));
  });

  it('asks for missing values', async () => {
    const {element, actions} = await addPart('hs-login', {});
    get<HTMLInputElement>(element, '#email').value = 'ada@example.com';
    get(element, 'button').click();
    await drawn(element);
    expect(actions).to.deep.equal([]);
    expect(focusedElement()).to.equal(get(element, '#password'));
    expect(textOf(get(element, '#password-error'))).to.equal('Fill in this field.');
  });
});
