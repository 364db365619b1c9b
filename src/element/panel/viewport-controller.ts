import type {ReactiveController} from '@lit/reactive-element/reactive-controller.js';
import type {PanelElement} from './panel-element.js';

// Rule: DESIGN "full screen under 480 px". Also in windows that are too low for a panel beside the launcher.
export const SMALL_SCREEN = '(max-width: 479.9px), (max-height: 419.9px)';

/** Fits a panel to small windows, and to the space that the on-screen keyboard leaves. */
export class ViewportController implements ReactiveController {
  /** The page asks for a panel that fills the window. */
  isFilling = false;
  readonly #host: PanelElement;
  #window: Window = window;
  #small = matchMedia(SMALL_SCREEN);

  constructor(host: PanelElement) {
    this.#host = host;
    host.addController(this);
  }

  get isFull(): boolean {
    return this.isFilling || this.#small.matches;
  }

  hostConnected(): void {
    // The element may be in a frame's document now.
    this.#window = this.#host.ownerDocument.defaultView ?? window;
    this.#small = this.#window.matchMedia(SMALL_SCREEN);
    this.#small.addEventListener('change', this.#update);
    const {visualViewport} = this.#window;
    visualViewport?.addEventListener('resize', this.#fit);
    visualViewport?.addEventListener('scroll', this.#fit);
    this.#fit();
  }

  hostDisconnected(): void {
    this.#small.removeEventListener('change', this.#update);
    const {visualViewport} = this.#window;
    visualViewport?.removeEventListener('resize', this.#fit);
    visualViewport?.removeEventListener('scroll', this.#fit);
  }

  readonly #update = (): void => this.#host.requestUpdate();

  readonly #fit = (): void => {
    // When the keyboard covers the page (iOS), only the visual viewport has the remaining size.
    const {height, offsetTop} = this.#window.visualViewport ?? {height: this.#window.innerHeight, offsetTop: 0};
    this.#host.style.setProperty('--_viewport-height', `${height}px`);
    this.#host.style.setProperty('--_viewport-top', `${offsetTop}px`);
  };
}
