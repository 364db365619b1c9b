import {html, svg, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {IdentityMark} from '../format/identity.js';
import {identityBadgeStyles} from './hs-identity-badge.styles.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

type Look = 'verified' | 'not-verified' | 'anonymous';

const LOOKS: Readonly<Record<IdentityMark, Look>> = {
  verified: 'verified',
  'user-id-verified': 'verified',
  'user-email-verified': 'verified',
  'not-verified': 'not-verified',
  anonymous: 'anonymous',
};

const ICONS: Readonly<Record<Look, TemplateResult>> = {
  verified: svg`<path d="M3.5 8.5 6.5 11.5 12.5 4.5" />`,
  'not-verified': svg`<path d="M8 3.5v5.5M8 12v.6" />`,
  anonymous: svg`<path d="M5 8h6" />`,
};

/** Says how sure the service is of an identifier. It never holds a text of the user, so no text can look like it. */
export class HsIdentityBadge extends InboxPart {
  static override styles = [baseStyles, identityBadgeStyles];

  static override properties: PropertyDeclarations = {
    mark: {},
  };

  declare mark: IdentityMark;

  constructor() {
    super();
    this.mark = 'anonymous';
  }

  override render(): TemplateResult {
    const {identityMarks, identityExplanations} = this.inbox.strings;
    const look = LOOKS[this.mark];
    return html`
      <span class="badge ${look}" title=${identityExplanations[this.mark]}>
        <svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[look]}</svg>${translatable(identityMarks[this.mark])}
      </span>
    `;
  }
}
