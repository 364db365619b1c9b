import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {INITIAL_SESSIONS, type SessionsState} from '../../../inbox/sessions/sessions-state.js';
import {SESSIONS} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  getButton,
  textOf,
  useInboxStyles,
} from '../support/inbox-page.js';

const READY: SessionsState = {...INITIAL_SESSIONS, list: 'ready', sessions: SESSIONS};

describe('<hs-sessions>', () => {
  useInboxStyles();

  const add = (sessions: SessionsState) => addPart('hs-sessions', {sessions});

  it('shows in which browsers the agent is logged in, and which one this is', async () => {
    const {element} = await add(READY);
    const rows = findAll(element, 'li').map(textOf);
    expect(rows[0]).to.contain('Firefox on Linux').and.contain('192.0.2.0/24').and.contain('This browser');
    expect(rows[1]).to.contain('Safari on iOS').and.contain('Since').and.contain('End');
    expect(rows[2]).to.contain('Unknown browser').and.not.contain('Network');
    await expectAccessible(element);
  });

  for (const list of ['loading', 'failed'] as const) {
    it(`is accessible without sessions (${list})`, async () => {
      const {element} = await add({...INITIAL_SESSIONS, list});
      await expectAccessible(element);
    });
  }

  it('ends one, or all others, and never this one', async () => {
    const {element, actions} = await add(READY);
    const [first] = findAll<HTMLButtonElement>(element, 'li button');
    expect(first?.ariaLabel).to.match(/^End the session in Safari on iOS since /);
    first?.click();
    getButton(element, 'End all other sessions').click();
    expect(actions).to.deep.equal([
      {type: 'end-sessions', ids: ['s2']},
      {type: 'end-sessions', ids: ['s2', 's3']},
    ]);
  });

  it('goes on at the next session, where a key that is held down ends nothing', async () => {
    const {element, actions} = await add(READY);
    findAll<HTMLButtonElement>(element, 'li button')[0]?.focus();
    await sendKeys({press: 'Enter'});
    element.sessions = {...READY, sessions: SESSIONS.filter(({id}) => id !== 's2'), result: 'ended'};
    await drawn(element);
    expect((focusedElement() as HTMLElement).dataset['id']).to.equal('s3');
    await sendKeys({press: 'Enter'});
    expect(actions).to.deep.equal([{type: 'end-sessions', ids: ['s2']}]);
    await expectAccessible(element);
  });

  it('waits for the answer, and says what became of it', async () => {
    const {element, actions} = await add({...READY, ending: ['s2']});
    const buttons = findAll<HTMLButtonElement>(element, 'button');
    expect(buttons.map((button) => button.ariaDisabled)).to.deep.equal(['true', 'true', 'true']);
    buttons[0]?.focus();
    for (const button of buttons) button.click();
    expect(actions).to.deep.equal([]);
    element.sessions = {...READY, sessions: SESSIONS.slice(0, 1), result: 'ended'};
    await drawn(element);
    expect(textOf(findAll(element, '[role="status"]')[0] as Element)).to.equal(
      'Ended. Nobody is logged in there any more.',
    );
    expect(findButton(element, 'End all other sessions')).to.equal(undefined);
    expect((focusedElement() as HTMLElement).localName, 'the button is gone').to.equal('h2');
    element.sessions = {...READY, result: 'not-ended'};
    await drawn(element);
    expect(textOf(findAll(element, '[role="alert"]')[0] as Element)).to.match(/Try again/);
    await expectAccessible(element);
  });
});
