import {type CSSResult, LitElement} from 'lit';
import {adoptStyles} from '../styles/adopt-styles.js';

/** The base of the panel's elements. It keeps its styles when the chat moves into another document. */
export class PanelElement extends LitElement {
  static override styles: CSSResult[] = [];

  adoptedCallback(): void {
    if (this.shadowRoot) this.createRenderRoot();
  }

  protected override createRenderRoot(): ShadowRoot {
    return adoptStyles(this, (this.constructor as typeof PanelElement).styles);
  }
}
