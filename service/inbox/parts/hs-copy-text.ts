import {html, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {copyTextStyles} from './hs-copy-text.styles.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles, buttonStyles, fieldStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** A text with a button that copies it. */
export class HsCopyText extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, copyTextStyles];

  static override properties: PropertyDeclarations = {
    label: {},
    text: {attribute: false},
    outcome: {state: true},
  };

  /** The name of the text, for screen readers. */
  declare label: string;
  declare text: string;
  declare private outcome: 'none' | 'copied' | 'not-copied';

  constructor() {
    super();
    this.label = '';
    this.text = '';
    this.outcome = 'none';
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('text')) this.outcome = 'none';
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = 'copied';
    } catch {
      // Over plain HTTP browsers have no clipboard, and anywhere they may refuse it.
      this.renderRoot.querySelector('textarea')?.select();
      this.outcome = 'not-copied';
    }
  }

  override render(): TemplateResult {
    const {copy, copied, notCopied} = this.inbox.strings.settings;
    const outcome = {none: '', copied, 'not-copied': notCopied}[this.outcome];
    return html`
      <textarea
        readonly
        dir="ltr"
        spellcheck="false"
        rows=${this.text.split('\n').length}
        aria-label=${this.label}
        .value=${this.text}
      ></textarea>
      <button @click=${this.#copy}>${copy}</button>
      <p role="status">${translatable(outcome)}</p>
    `;
  }
}
