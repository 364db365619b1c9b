import type {ReactiveController} from '@lit/reactive-element/reactive-controller.js';
import type {PanelElement} from './panel-element.js';

// Rule: DESIGN "full screen under 480 px". Also in windows that are too low for a panel beside the launcher.
export const SMALL_SCREEN = '(max-width: 479.9px), (max-height: 419.9px)';

/** Fits a panel to small windows, and to the space that the on-screen keyboard leaves. */
export class ViewportController implements ReactiveController {
  /** The page asks for a panel that fills the window. */
  isFilling = false;
  readonly #host: PanelElement;
  #small = matchMedia(SMALL_SCREEN);
  #watching = new AbortController();

  constructor(host: PanelElement) {
    this.#host = host;
    host.addController(this);
  }

  get isFull(): boolean {
    return this.isFilling || this.#small.matches;
  }

  hostConnected(): void {
    const host = this.#host;
    const watching = (this.#watching = new AbortController());
    // The element may be in a frame's document now.
    const view = host.ownerDocument.defaultView ?? window;
    const {visualViewport} = view;
    this.#small = view.matchMedia(SMALL_SCREEN);
    this.#small.addEventListener('change', () => host.requestUpdate(), watching);
    // When the keyboard covers the page (iOS), only the visual viewport has the remaining size.
    const fit = (): void => {
      if (!visualViewport) return;
      host.style.setProperty('--_viewport-height', `${visualViewport.height}px`);
      host.style.setProperty('--_viewport-top', `${visualViewport.offsetTop}px`);
    };
    visualViewport?.addEventListener('resize', fit, watching);
    visualViewport?.addEventListener('scroll', fit, watching);
    fit();
  }

  hostDisconnected(): void {
    this.#watching.abort();
  }
}
