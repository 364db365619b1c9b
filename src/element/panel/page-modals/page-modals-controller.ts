import type {PanelElement} from '../panel-element.js';
import {isBlocked} from './is-blocked.js';

// Prevents an endless fight of panel and focus trap over the focus.
const TURN_MS = 1000;

export interface PageModalsHost extends PanelElement {
  readonly dialog: HTMLDialogElement | null;
}

/**
 * Keeps the panel usable beside a modal dialog of the page. A modal dialog blocks everything outside of it, and of two
 * modal dialogs only the upper one is usable. So the panel and the page's dialog take turns. The panel becomes modal
 * and comes above when `open()` is called, when the page pulls the focus out of it, and when it is clicked. It becomes
 * non-modal again when the user clicks outside of it, and when the page's dialog is closed.
 */
export class PageModalsController {
  /** The panel must be modal. */
  isAbove = false;
  /** The panel must be shown again, because something may be above it. */
  mustRaise = false;
  readonly #host: PageModalsHost;
  #document: Document | undefined;
  #turnedAt = -TURN_MS;
  /** The panel got the focus in this task. If it loses the focus in the same task, a focus trap took it. */
  #hasJustFocused = false;
  readonly #observer = new MutationObserver(() => this.#look());

  constructor(host: PageModalsHost) {
    this.#host = host;
    // Not `focusin`, because focus traps stop that event.
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
    // A page that removes the element is no focus trap.
    this.#hasJustFocused = false;
    this.giveWay();
    this.#document?.removeEventListener('click', this.#handleClick, true);
    this.#document?.removeEventListener('fullscreenchange', this.#look);
  }

  /** Brings the panel above the page's dialog, if the dialog blocks it. */
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
    // The code of this file can load after the page has removed the element.
    return !!dialog?.isConnected && isBlocked(dialog);
  }

  #raise(): void {
    this.isAbove = this.mustRaise = true;
    this.#turnedAt = performance.now();
    // The end of a focus trap cannot be observed: then only a click outside makes the panel give way.
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
      // The click has focused the dialog. Without this `blur()`, closing it would return the focus to the earlier
      // element.
      dialog.blur();
    } else if (isInside && target.matches(':modal') && !isWithin(target, event)) {
      // The click hit the backdrop of the page's dialog. The dialog must not close because of it.
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
    // The new focus is set only after this event.
    queueMicrotask(() => {
      const isOpen = this.#host.dialog?.open && this.#host.isConnected;
      if (!isOpen || this.#host.shadowRoot?.activeElement || !(this.#hasJustFocused || this.#isBlocked)) return;
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
