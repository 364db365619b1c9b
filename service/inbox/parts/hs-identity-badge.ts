import {css, html, svg, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {IdentityMark} from '../format/identity.js';
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
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        flex: none;
      }

      .badge {
        display: inline-flex;
        align-items: center;
        gap: 0.25rem;
        padding: 0.0625rem 0.5rem 0.0625rem 0.375rem;
        padding-inline: 0.375rem 0.5rem;
        border: 1px solid currentcolor;
        border-radius: 999px;
        font-size: 0.75rem;
        font-weight: 600;
        line-height: 1.4;
        white-space: nowrap;
      }

      .verified {
        background: var(--inbox-verified-surface);
        color: var(--inbox-verified);
      }

      .not-verified {
        border-style: dashed;
        background: var(--inbox-doubt-surface);
        color: var(--inbox-doubt);
      }

      .anonymous {
        background: var(--inbox-neutral-surface);
        color: var(--inbox-neutral);
      }

      svg {
        inline-size: 0.75rem;
        block-size: 0.75rem;
        fill: none;
        stroke: currentcolor;
        stroke-width: 2.25;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
    `,
  ];

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
