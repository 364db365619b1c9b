import {expect} from '@open-wc/testing';
import {addPart, drawn, expectAccessible, textOf, translatePage, useInboxStyles} from '../support/inbox-page.js';

describe('<hs-identity-badge>', () => {
  useInboxStyles();

  for (const [mark, text] of Object.entries({
    verified: 'Verified',
    'not-verified': 'Not verified',
    anonymous: 'Anonymous',
  } as const)) {
    it(`shows "${text}" and is accessible`, async () => {
      const {element} = await addPart('hs-identity-badge', {mark: mark as 'verified' | 'not-verified' | 'anonymous'});
      expect(textOf(element)).to.equal(text);
      await expectAccessible(element);
    });
  }

  it('never shows "Verified" for another user after a page translator changed the page', async () => {
    const {element} = await addPart('hs-identity-badge', {mark: 'verified'});
    translatePage(element);
    element.mark = 'anonymous';
    await drawn(element);
    expect(textOf(element)).to.equal('Anonymous');
  });
});
