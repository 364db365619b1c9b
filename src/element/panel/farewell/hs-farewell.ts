import {html, nothing, type TemplateResult} from 'lit/html.js';
import {newestConversation} from '../../../client/chat-state.js';
import {fillText} from '../../../client/texts.js';
import {FEEDBACK_LIMIT_CHARS, RATING_LIMIT} from '../../../protocol/limits.js';
import {farewellEnglish} from '../../i18n/farewell-en.js';
import type {FarewellStrings} from '../../i18n/strings.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {farewellStyles} from './hs-farewell.styles.js';
import {isResolutionOpen, mayRate} from './is-over.js';

const STARS = Array.from({length: RATING_LIMIT}, (_, index) => index + 1);

/**
 * The end of a conversation: asks whether the resolution has solved the question, then for a rating, and lets the user begin another
 * conversation. It stands in the place of the composer, which keeps its draft.
 */
export class HsFarewell extends PanelPart {
  static override styles = [sharedStyles, farewellStyles];
  #rating = 0;
  /** The conversation that the rating is for. */
  #conversationId: string | undefined;
  #hadFocus = false;

  get #texts(): FarewellStrings {
    return this.model.language?.strings ?? farewellEnglish;
  }

  /** The answer on its way to the service, if there is one. */
  get #sent(): 'ended' | 'rated' | undefined {
    return this.model.chat?.queue.find(({answer}) => answer)?.answer?.content.kind;
  }

  /** Focuses the whole part: a key that is meant for the composer must not press a button. */
  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('section')?.focus());
  }

  #choose(rating: number): void {
    this.#rating = rating;
    this.requestUpdate();
  }

  #rate(): void {
    const feedback = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    this.actions.rate({rating: this.#rating, feedback});
  }

  protected override willUpdate(): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    const conversationId = newestConversation(this.model.chat)?.head.id;
    if (conversationId !== this.#conversationId) this.#rating = 0;
    this.#conversationId = conversationId;
  }

  protected override updated(): void {
    if (!this.#hadFocus || this.shadowRoot?.activeElement) return;
    // The focused button was removed: the focus must not fall to the page. What is asked next begins at the top.
    this.renderRoot.querySelector('section')?.focus();
    this.scrollTop = 0;
  }

  protected override render(): TemplateResult {
    return html`
      <section tabindex="-1" aria-labelledby="title">
        ${isResolutionOpen(this.model) && !this.#sent ? this.#renderQuestion() : this.#renderEnd()}
      </section>
    `;
  }

  #renderQuestion(): TemplateResult {
    const {resolutionQuestion, solved, notSolved} = this.#texts;
    return html`
      <h3 id="title">${resolutionQuestion}</h3>
      <div class="buttons">
        <button type="button" @click=${() => this.actions.accept()}>${solved}</button>
        <button type="button" @click=${() => this.actions.takeLeave('refused')}>${notSolved}</button>
      </div>
    `;
  }

  #renderEnd(): TemplateResult {
    const {over, thanks, newConversation, close} = this.#texts;
    const isAsked = mayRate(this.model) && this.#sent !== 'rated';
    const isRated =
      this.#sent === 'rated' || newestConversation(this.model.chat)?.entries.at(-1)?.content.kind === 'rated';
    return html`
      <div role="status">${isAsked ? nothing : html`<h3 id="title">${isRated ? thanks : over}</h3>`}</div>
      ${isAsked ? this.#renderRating() : nothing}
      <div class="buttons">
        <button type="button" @click=${() => this.actions.takeLeave('left')}>${newConversation}</button>
        <button type="button" @click=${() => this.actions.takeLeave('closed')}>${close}</button>
      </div>
    `;
  }

  #renderRating(): TemplateResult {
    const {ratingQuestion, stars, feedback, sendRating} = this.#texts;
    return html`
      <fieldset>
        <legend id="title">${ratingQuestion}</legend>
        <div class="stars">
          ${STARS.map(
            (count) => html`
              <label class=${count <= this.#rating ? 'chosen' : ''}>
                <input
                  class="visually-hidden"
                  type="radio"
                  name="rating"
                  aria-label=${fillText(stars, {count}, this.strings.locale)}
                  .checked=${count === this.#rating}
                  @change=${() => this.#choose(count)}
                />
                <svg viewBox="0 0 24 24" aria-hidden="true">
                  <path d="m12 3 2.8 5.8 6.2.9-4.5 4.4 1.1 6.3-5.6-3-5.6 3 1.1-6.3L3 9.7l6.2-.9z" />
                </svg>
              </label>
            `,
          )}
        </div>
      </fieldset>
      ${
        this.#rating
          ? html`
              <label for="feedback">${feedback}</label>
              <textarea id="feedback" rows="2" dir="auto" maxlength=${FEEDBACK_LIMIT_CHARS}></textarea>
              <button class="send" type="button" @click=${this.#rate}>${sendRating}</button>
            `
          : nothing
      }
    `;
  }
}
