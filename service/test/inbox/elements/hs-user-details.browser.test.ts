import {expect} from '@open-wc/testing';
import {makeConversation, makeUnverifiedUser, makeUser, NAMELESS} from '../support/fixtures.js';
import {addPart, expectAccessible, findAll, textOf, useInboxStyles} from '../support/inbox-page.js';

describe('<hs-user-details>', () => {
  useInboxStyles();

  const addDetails = (conversation = makeConversation()) => addPart('hs-user-details', {conversation});

  it("is accessible with all facts, with missing facts, and with the user's own answers", async () => {
    const contact = {name: 'Captain Planet', email: 'captain@example.com'};
    for (const conversation of [
      makeConversation(),
      makeConversation({user: makeUser({userName: null, userEmail: null})}),
      makeConversation({user: NAMELESS, contact}),
    ]) {
      const {element} = await addDetails(conversation);
      await expectAccessible(element);
    }
  });

  it("separates the user's own answers from the identity", async () => {
    const contact = {name: 'Captain Planet', email: null};
    const {element} = await addDetails(makeConversation({user: NAMELESS, contact}));
    const [facts, typed] = findAll(element, 'dl').map(textOf);
    expect(facts).to.equal('App bar / foo');
    expect(typed).to.equal('Name Captain Planet');
    expect(textOf(element)).to.contain('As typed by the user, not verified');
  });
});
