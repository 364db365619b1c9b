import type {LitElement, ReactiveController} from 'lit';

/**
 * Keeps the keyboard in a part. When an update removes the control that had the focus, `focusFallback` gives it to
 * another one; when an update only moves the control, it gets the focus back.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement;
  readonly #focusFallback: () => void;
  #focused: Element | null | undefined;

  constructor(host: LitElement, focusFallback: () => void) {
    this.#host = host;
    this.#focusFallback = focusFallback;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement;
  }

  hostUpdated(): void {
    const focused = this.#focused;
    if (!focused || this.#host.shadowRoot?.activeElement) return;
    if (focused.isConnected && focused instanceof HTMLElement) focused.focus({preventScroll: true});
    else this.#focusFallback();
  }
}
