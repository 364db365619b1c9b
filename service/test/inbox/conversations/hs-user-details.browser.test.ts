import {expect} from '@open-wc/testing';
import {makeHead, makeUnverifiedUser, makeUser, NAMELESS} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  get,
  textOf,
  translatePage,
  useInboxStyles,
} from '../support/inbox-page.js';

describe('<hs-user-details>', () => {
  useInboxStyles();

  const addDetails = (conversation = makeHead()) => addPart('hs-user-details', {conversation});

  it("is accessible with all facts, with missing facts, and with the user's own answers", async () => {
    const contact = {name: 'Captain Planet', email: 'captain@example.com'};
    for (const conversation of [
      makeHead(),
      makeHead({user: makeUser({userName: null, userEmail: null})}),
      makeHead({user: makeUser({userEmailVerified: false})}),
      makeHead({user: makeUnverifiedUser()}),
      makeHead({user: NAMELESS, contact}),
    ]) {
      const {element} = await addDetails(conversation);
      await expectAccessible(element);
    }
  });

  const facts = (element: Element) => textOf(get(element, 'dl'));

  it('shows beside each identifier whether it is verified', async () => {
    const app = 'App bar / foo';
    const cases = [
      [{}, `User ID captain_planet Verified E-mail captain@example.com Verified ${app}`],
      [{userEmailVerified: false}, `User ID captain_planet Verified E-mail captain@example.com Not verified ${app}`],
      [{userIdVerified: false}, `User ID captain_planet Not verified E-mail captain@example.com Verified ${app}`],
      [{userEmail: null}, `User ID captain_planet Verified E-mail Not given ${app}`],
      [{userId: null}, `User ID Not given E-mail captain@example.com Verified ${app}`],
    ] as const;
    for (const [fields, expected] of cases) {
      const {element} = await addDetails(makeHead({user: makeUser(fields)}));
      expect(facts(element)).to.equal(expected);
    }
  });

  it('draws no mark for a text of the user that looks like one', async () => {
    const user = makeUnverifiedUser({userId: 'ada ✓ Verified', userEmail: null, userName: 'Ada ✓ Verified'});
    const {element} = await addDetails(makeHead({user}));
    expect(facts(element)).to.contain('ada ✓ Verified Not verified');
    expect(findAll(element, '.badge').map(textOf)).to.deep.equal(['Not verified']);
  });

  it('updates a mark after a page translator changed the page', async () => {
    const {element} = await addDetails();
    translatePage(element);
    element.conversation = makeHead({user: makeUser({userEmailVerified: false})});
    await drawn(element);
    expect(findAll(element, '.badge').map(textOf)).to.deep.equal(['Verified', 'Not verified']);
  });

  it("separates the user's own answers from the identity", async () => {
    const contact = {name: 'Captain Planet', email: null};
    const {element} = await addDetails(makeHead({user: NAMELESS, contact}));
    const [given, typed] = findAll(element, 'dl').map(textOf);
    expect(given).to.equal('App bar / foo');
    expect(typed).to.equal('Name Captain Planet');
    expect(textOf(element)).to.contain('As typed by the user, not verified');
  });
});
