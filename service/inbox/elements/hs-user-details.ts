import {css, html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {AgentConversation} from '../../src/agent-wire.js';
import {typedContact} from '../format/identity.js';
import {visibleIdentifier} from '../format/visible-text.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** Who the user is, and in a box of its own what the user typed. The heading already has the name. */
export class HsUserDetails extends InboxPart {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
        font-size: 0.8125rem;
      }

      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.125rem 1.25rem;
      }

      div {
        display: flex;
        gap: 0.375rem;
        min-inline-size: 0;
      }

      dt {
        flex: none;
        color: var(--inbox-text-muted);
      }

      dd {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }

      bdi {
        white-space: pre-wrap;
      }

      section {
        padding: 0.5rem 0.75rem;
        border: 1px dashed var(--inbox-doubt);
        border-radius: var(--inbox-radius);
        background: var(--inbox-doubt-surface);
      }

      h3 {
        color: var(--inbox-doubt);
        font-size: inherit;
      }

      section dt {
        color: inherit;
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    conversation: {attribute: false},
  };

  declare conversation: AgentConversation;

  override render(): TemplateResult {
    const {strings} = this.inbox;
    const {user, domain, platformId} = this.conversation;
    const isAnonymous = user.kind === 'anonymous';
    return html`
      <dl aria-label=${strings.userDetails}>
        ${isAnonymous || user.userName ? nothing : this.#renderFact(strings.userName, null)}
        ${isAnonymous ? nothing : this.#renderFact(strings.userId, user.userId && visibleIdentifier(user.userId))}
        ${isAnonymous ? nothing : this.#renderFact(strings.userEmail, user.userEmail && visibleIdentifier(user.userEmail))}
        ${this.#renderFact(strings.app, `${visibleIdentifier(domain)} / ${visibleIdentifier(platformId)}`)}
      </dl>
      ${this.#renderTyped()}
    `;
  }

  #renderTyped(): TemplateResult | typeof nothing {
    const {strings} = this.inbox;
    const typed = typedContact(this.conversation);
    if (!typed) return nothing;
    return html`
      <section aria-labelledby="typed" title=${strings.typedByUserExplanation}>
        <h3 id="typed">${strings.typedByUser}</h3>
        <dl>
          ${typed.name ? this.#renderFact(strings.userName, typed.name) : nothing}
          ${typed.email ? this.#renderFact(strings.userEmail, typed.email) : nothing}
        </dl>
      </section>
    `;
  }

  #renderFact(term: string, value: string | null): TemplateResult {
    const text = value
      ? html`<bdi>${translatable(value)}</bdi>`
      : html`<span class="muted">${this.inbox.strings.notGiven}</span>`;
    return html`<div>
      <dt>${translatable(term)}</dt>
      <dd>${text}</dd>
    </div>`;
  }
}
