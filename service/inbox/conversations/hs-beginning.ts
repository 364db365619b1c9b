import {followUpLink} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {ReadBeginning} from '../api/parse-agent.js';
import {fieldText, isLongText, pageLink, startOf, type ReadField} from '../format/beginning.js';
import {visibleIdentifier, visibleName} from '../format/visible-text.js';
import {beginningStyles} from './hs-beginning.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles} from '../parts/shared.styles.js';

/** With more facts than these, or on a small screen, they are folded: they must leave room for the messages. */
const SHOWN_FACTS = 4;

/** What the page said when the conversation began: tags, its address, custom issue fields. Make a new one for each conversation. */
export class HsBeginning extends InboxPart {
  static override styles = [baseStyles, beginningStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    beginning: {attribute: false},
  };

  declare conversationId: string;
  declare beginning: ReadBeginning;
  readonly #isSmall = matchMedia('(width < 760px)').matches;

  override render(): TemplateResult {
    const {beginning} = this.inbox.strings;
    const {fields, tags, pageUrl} = this.beginning;
    const title = html`<h3 id="title">${beginning.title}</h3>`;
    const facts = [
      ...(pageUrl ? [this.#renderFact(beginning.pageUrl, this.#renderPage(pageUrl))] : []),
      ...fields.map((field) => this.#renderFact(visibleName(field.key), this.#renderValue(field))),
    ];
    return html`
      <section aria-labelledby="title">
        ${facts.length ? this.#renderFacts(title, facts) : title} ${tags.length ? this.#renderTags(tags) : nothing}
        ${this.#renderFollowUpLink()}
      </section>
    `;
  }

  #renderFacts(title: TemplateResult, facts: readonly TemplateResult[]): TemplateResult {
    return html`
      <details ?open=${!this.#isSmall && facts.length <= SHOWN_FACTS}>
        <summary>${title}</summary>
        <dl>${facts}</dl>
      </details>
    `;
  }

  #renderTags(tags: readonly string[]): TemplateResult {
    return html`
      <ul aria-label=${this.inbox.strings.beginning.tags}>
        ${tags.map((tag) => html`<li><bdi>${visibleName(tag)}</bdi></li>`)}
      </ul>
    `;
  }

  /** A link shows where it leads: the address as the browser writes it. */
  #renderPage(pageUrl: string): TemplateResult {
    const address = pageLink(pageUrl);
    if (address === undefined) return html`<bdi class="address" dir="ltr">${visibleIdentifier(pageUrl)}</bdi>`;
    return html`<a class="address" dir="ltr" href=${address} target="_blank" rel="noopener noreferrer nofollow"
      >${address}</a
    >`;
  }

  /** A link that opens the page with this conversation, for a message to the user by another way. */
  #renderFollowUpLink(): TemplateResult | typeof nothing {
    const address = pageLink(this.beginning.pageUrl ?? '');
    if (address === undefined) return nothing;
    const label = this.inbox.strings.beginning.followUpLink;
    return html`
      <details>
        <summary>${label}</summary>
        <hs-copy-text label=${label} .text=${followUpLink(address, this.conversationId)}></hs-copy-text>
      </details>
    `;
  }

  #renderValue(field: ReadField): TemplateResult {
    const {beginning, locale} = this.inbox.strings;
    const text = fieldText(field, beginning, locale);
    if (!isLongText(text)) return html`<bdi>${text}</bdi>`;
    return html`
      <details class="long">
        <summary>
          <span class="start"><bdi>${startOf(text)}</bdi></span>
          <span class="more">${beginning.showAll}</span><span class="less">${beginning.showLess}</span>
        </summary>
        <bdi>${text}</bdi>
      </details>
    `;
  }

  #renderFact(term: string, value: TemplateResult): TemplateResult {
    return html`<div>
      <dt><bdi>${term}</bdi></dt>
      <dd>${value}</dd>
    </div>`;
  }
}
