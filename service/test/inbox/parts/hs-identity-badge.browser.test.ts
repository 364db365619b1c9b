import {expect} from '@open-wc/testing';
import type {IdentityMark} from '../../../inbox/format/identity.js';
import {addPart, drawn, expectAccessible, textOf, translatePage, useInboxStyles} from '../support/inbox-page.js';

describe('<hs-identity-badge>', () => {
  useInboxStyles();

  const TEXTS: Readonly<Record<IdentityMark, string>> = {
    verified: 'Verified',
    'user-id-verified': 'User ID verified',
    'user-email-verified': 'Address verified',
    'not-verified': 'Not verified',
    anonymous: 'Anonymous',
  };

  for (const [mark, text] of Object.entries(TEXTS)) {
    it(`shows "${text}" and is accessible`, async () => {
      const {element} = await addPart('hs-identity-badge', {mark: mark as IdentityMark});
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
