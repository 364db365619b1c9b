/** The element, as its controllers use it. */
export interface ChatHost extends EventTarget {
  readonly shadowRoot: ShadowRoot | null;
  logout(): void;
}
