import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {AgentHead} from '../api/parse-agent.js';
import {identifiers, type MarkedIdentifier, typedContact} from '../format/identity.js';
import {visibleIdentifier} from '../format/visible-text.js';
import {userDetailsStyles} from './hs-user-details.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** Who the user is, each identifier with its own mark, and in a box of its own what the user typed. The heading has the name. */
export class HsUserDetails extends InboxPart {
  static override styles = [baseStyles, userDetailsStyles];

  static override properties: PropertyDeclarations = {
    conversation: {attribute: false},
  };

  declare conversation: AgentHead;

  override render(): TemplateResult {
    const {strings} = this.inbox;
    const {user, domain, platformId} = this.conversation;
    const isAnonymous = user.kind === 'anonymous';
    const given = identifiers(user);
    return html`
      <dl aria-label=${strings.userDetails}>
        ${isAnonymous || user.userName ? nothing : this.#renderFact(strings.userName, null)}
        ${
          isAnonymous
            ? nothing
            : this.#renderIdentifier(
                strings.userId,
                given.find(({kind}) => kind === 'user-id'),
              )
        }
        ${
          isAnonymous
            ? nothing
            : this.#renderIdentifier(
                strings.userEmail,
                given.find(({kind}) => kind === 'user-email'),
              )
        }
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

  #renderIdentifier(term: string, identifier: MarkedIdentifier | undefined): TemplateResult {
    return this.#renderFact(
      term,
      identifier?.text ?? null,
      identifier && html`<hs-identity-badge mark=${identifier.mark}></hs-identity-badge>`,
    );
  }

  #renderFact(term: string, value: string | null, badge: TemplateResult | undefined = undefined): TemplateResult {
    const text = value
      ? html`<bdi>${translatable(value)}</bdi>`
      : html`<span class="muted">${this.inbox.strings.notGiven}</span>`;
    return html`<div>
      <dt>${translatable(term)}</dt>
      <dd>${text}${badge}</dd>
    </div>`;
  }
}
