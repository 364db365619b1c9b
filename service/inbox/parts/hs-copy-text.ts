import {css, html, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {InboxPart} from './inbox-part.js';
import {baseStyles, buttonStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** A text with a button that copies it. */
export class HsCopyText extends InboxPart {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.375rem 0.75rem;
        align-items: start;
      }

      textarea {
        field-sizing: content;
        inline-size: 100%;
        min-block-size: 2.75rem;
        padding: 0.625rem 0.75rem;
        border: 1px solid var(--inbox-line);
        border-radius: var(--inbox-radius);
        background: var(--inbox-canvas);
        color: inherit;
        font:
          0.8125rem / 1.5 ui-monospace,
          monospace;
        overflow-wrap: anywhere;
        resize: none;
      }

      p {
        grid-column: 1 / -1;
        color: var(--inbox-text-muted);
        font-size: 0.875rem;
      }

      p:empty {
        display: none;
      }

      @media (width < 480px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

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
