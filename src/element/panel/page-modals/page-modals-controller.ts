import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {isBlocked} from './is-blocked.js';

// Panel and focus trap must not take the focus from each other without end.
const TURN_MS = 1000;

export interface PageModalsHost extends ReactiveControllerHost, HTMLElement {
  readonly dialog: HTMLDialogElement | null;
}

/**
 * Keeps the panel alive beside a modal dialog of the page. All that is outside of a modal dialog cannot be clicked or
 * focused, and of two the upper one alone can be used. So the panel and the page's dialog take turns: the panel is
 * modal, and above, when `open()` is called, when the page pulls the focus out of it, and when it is clicked; it gives
 * way when the user clicks outside of it, and when the page's dialog is gone.
 */
export class PageModalsController implements ReactiveController {
  /** The panel has to be modal. */
  isAbove = false;
  /** The panel must be shown again, because something may be above it. */
  mustRaise = false;
  readonly #host: PageModalsHost;
  #document: Document | undefined;
  #turnedAt = -TURN_MS;
  /** The focus came in this task. If it leaves in the same task, a focus trap took it. */
  #hasJustFocused = false;
  readonly #observer = new MutationObserver(() => this.#look());

  constructor(host: PageModalsHost) {
    this.#host = host;
    host.addController(this);
    // Not `focusin`, which focus traps stop on its way.
    host.addEventListener('focus', this.#handleFocus, true);
    host.addEventListener('blur', this.#handleBlur, true);
  }

  hostConnected(): void {
    const {ownerDocument} = this.#host;
    this.#document = ownerDocument;
    ownerDocument.addEventListener('click', this.#handleClick, true);
    ownerDocument.addEventListener('fullscreenchange', this.#look);
  }

  hostDisconnected(): void {
    this.giveWay();
    this.#document?.removeEventListener('click', this.#handleClick, true);
    this.#document?.removeEventListener('fullscreenchange', this.#look);
  }

  /** The panel is to be used now: if something keeps the user from it, it comes above that. */
  claim(): void {
    if (this.#isBlocked) this.#raise();
  }

  giveWay(): void {
    if (!this.isAbove) return;
    this.isAbove = this.mustRaise = false;
    this.#observer.disconnect();
    this.#host.requestUpdate();
  }

  get #isBlocked(): boolean {
    const {dialog} = this.#host;
    return dialog !== null && isBlocked(dialog);
  }

  #raise(): void {
    this.isAbove = this.mustRaise = true;
    this.#turnedAt = performance.now();
    // A focus trap cannot be seen to end: there a click outside is what ends it.
    if (this.#isBlocked && this.#document) {
      const attributeFilter = ['open', 'inert'];
      this.#observer.observe(this.#document, {subtree: true, childList: true, attributeFilter});
    }
    this.#host.requestUpdate();
  }

  readonly #look = (): void => {
    if (!this.#isBlocked) this.giveWay();
  };

  readonly #handleClick = (event: MouseEvent): void => {
    const {dialog} = this.#host;
    const [target] = event.composedPath();
    if (!dialog?.open || !(target instanceof Element)) return;
    const isInside = isWithin(dialog, event);
    if (target === dialog && !isInside && this.isAbove) {
      this.giveWay();
      this.#turnedAt = performance.now();
      // The click has put the focus there. Closed without it, a modal dialog gives the focus back to what had it.
      dialog.blur();
    } else if (isInside && target.matches(':modal') && !isWithin(target, event)) {
      // Behind the backdrop of the page's dialog, which must not take this for a click that closes it.
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#raise();
      this.#host.focus();
    }
  };

  readonly #handleFocus = (): void => {
    this.#hasJustFocused = true;
    setTimeout(() => (this.#hasJustFocused = false));
  };

  readonly #handleBlur = (event: FocusEvent): void => {
    const [focused] = event.composedPath();
    const isTrapped = this.#hasJustFocused;
    // The focus is on its way.
    queueMicrotask(() => {
      const isOpen = this.#host.dialog?.open && this.#host.isConnected;
      if (!isOpen || this.#host.shadowRoot?.activeElement || !(isTrapped || this.#isBlocked)) return;
      if (performance.now() - this.#turnedAt < TURN_MS) return;
      this.#raise();
      void this.#host.updateComplete.then(() => focused instanceof HTMLElement && focused.focus());
    });
  };
}

function isWithin(element: Element, {clientX, clientY}: MouseEvent): boolean {
  const {left, top, right, bottom} = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
