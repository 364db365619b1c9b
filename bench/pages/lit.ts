import {html, LitElement, type TemplateResult} from 'lit';

/** The least that shows a launcher with lit. */
class LitLauncher extends LitElement {
  override render(): TemplateResult {
    return html`<button>Open chat</button>`;
  }
}

customElements.define('lit-launcher', LitLauncher);
