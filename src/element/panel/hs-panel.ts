import {ContextProvider} from '@lit/context';
import {html, nothing, type TemplateResult} from 'lit/html.js';
import {mayAttach} from '../attachments/may-attach.js';
import {type ChatModel, isPanelShown, type Opening} from '../chat-model.js';
import {type ChatActions, chatContext} from '../contexts.js';
import {panelEnglish} from '../i18n/panel-en.js';
import {Content} from './content.js';
import {cornerStyles} from './corner.styles.js';
import {panelStyles} from './hs-panel.styles.js';
import type {HsComposer} from './hs-composer.js';
import {closeIcon} from './icons.js';
import {isComposing} from './is-composing.js';
import {LatePart} from './late-part.js';
import {PanelElement, titleOf} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';
import {ViewportController} from './viewport-controller.js';

/** The window of the chat. Draws one user; another user gets a new panel. */
export class HsPanel extends PanelElement {
  static override styles = [sharedStyles, cornerStyles, panelStyles];

  readonly #provider = new ContextProvider(this, {context: chatContext});
  readonly #viewport = new ViewportController(this);
  readonly #content = new Content(
    () => this.requestUpdate(),
    () => this.dispatchEvent(new Event('load-failed')),
  );
  readonly #pageModals = new LatePart(
    async () => {
      const {PageModalsController} = await import('./page-modals/page-modals-controller.js');
      const pageModals = new PageModalsController(this);
      if (this.isConnected) pageModals.hostConnected();
      return pageModals;
    },
    (pageModals) => this.#isOpen && pageModals?.claim(),
  );
  #model: ChatModel | undefined;
  /** The window is drawn, perhaps without its content. */
  #hasFrame = false;
  #isDialogShown = false;
  /** Files are dragged over the panel. */
  #isDropping = false;
  #opening: Opening | undefined;
  #hadFocus = false;

  get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #isOpen(): boolean {
    return this.#model !== undefined && isPanelShown(this.#model);
  }

  /** The field in which the user types. */
  get #field(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.field:not([hidden])');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#pageModals.value?.hostConnected();
    this.#pageModals.need();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pageModals.value?.hostDisconnected();
    this.#content.update(undefined);
  }

  /** Draws the model, and gives it and the actions to the parts of the panel. */
  draw(model: ChatModel, actions: ChatActions | undefined): void {
    if (model === this.#model) return;
    this.#model = model;
    // Without actions there is no conversation, and so no part.
    if (actions) this.#provider.setValue({model, actions});
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    this.#viewport.isFilling = !!this.#model?.page.fullScreen;
    this.#content.update(this.#model);
  }

  protected override updated(): void {
    // Draws the content in a task of its own, so that the page stays responsive.
    if (!this.#hasFrame) setTimeout(() => this.requestUpdate());
    this.#hasFrame = true;
    this.#showDialog();
    // The focused element was removed or hidden: the focus must not fall to the page.
    const focused = this.shadowRoot?.activeElement as HTMLElement | null | undefined;
    if (this.#hadFocus && (!focused || focused.hidden)) this.dialog?.focus();
    // While loading, the panel itself holds the focus; afterwards the field gets it.
    if (this.shadowRoot?.activeElement === this.dialog) this.#field?.focus();
  }

  /**
   * Keeps typed keys from the page, because many pages have shortcuts of one letter. Capturing listeners still get
   * them.
   */
  #handleKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.type !== 'keydown' || !['Enter', 'Escape'].includes(event.key) || isComposing(event)) return;
    addEventListener('keyup', this.#keepRelease, {capture: true, once: true});
    if (event.key === 'Enter') return;
    // Otherwise the browser would also close a dialog of the page.
    event.preventDefault();
    this.#close();
  }

  /** Keeps the release of a key from the page when its press has closed the panel, and the focus has gone to the page. */
  readonly #keepRelease = (event: Event): void => {
    if (!event.composedPath().includes(this)) event.stopPropagation();
  };

  /** Keeps dragged files from the page, and takes them if the user can send files now. Dragged text goes its way. */
  #handleDrag(event: DragEvent): void {
    const {dataTransfer, type} = event;
    if (!dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    const composer = this.renderRoot.querySelector<HsComposer>('hs-composer:not([hidden])');
    const isTaken = composer && this.#model && mayAttach(this.#model);
    dataTransfer.dropEffect = isTaken ? 'copy' : 'none';
    this.#isDropping = !!isTaken && (type === 'dragenter' || type === 'dragover');
    if (type === 'drop') composer?.attach([...dataTransfer.files]);
    this.requestUpdate();
  }

  /** Handles also the browser's own ways to close a modal dialog, for example the back gesture of a phone. */
  #handleClose(): void {
    if (this.#isOpen && !this.dialog?.open) this.#close();
  }

  /**
   * Shows or hides the dialog. A panel that fills the window is modal: it hides the page, so the page must not take the
   * focus.
   */
  #showDialog(): void {
    const {dialog} = this;
    // A page's handler may have removed the element: a dialog outside of a document cannot be modal.
    if (!dialog?.isConnected || !this.#model) return;
    const isOpen = this.#isOpen;
    const {opening} = this.#model;
    const pageModals = this.#pageModals.value;
    if (!isOpen) pageModals?.giveWay();
    else if (!this.#isDialogShown || opening !== this.#opening) pageModals?.claim();
    this.#opening = opening;
    const isModal = this.#viewport.isFull || pageModals?.isAbove === true;
    const focused = this.shadowRoot?.activeElement as HTMLElement | null;
    const isShownAgain = dialog.open && isOpen;
    if (dialog.open && (!isOpen || dialog.matches(':modal') !== isModal || pageModals?.mustRaise)) {
      dialog.close();
      this.#isDialogShown = false;
    }
    this.#isDialogShown &&= isOpen;
    // Shown before but not open: the browser has closed it, and its close event follows.
    if (!isOpen || dialog.open || this.#isDialogShown) return;
    this.#isDialogShown = true;
    if (pageModals) pageModals.mustRaise = false;
    dialog.style.setProperty('animation', isShownAgain ? 'none' : '');
    // Not `show()`: it would take the focus from the page.
    if (isModal) dialog.showModal();
    else dialog.open = true;
    // A modal dialog would focus its first button, and a change between modal and non-modal would lose the user's
    // place.
    (focused ?? (isModal ? dialog : undefined))?.focus();
  }

  #close(): void {
    this.dispatchEvent(new Event('close-panel', {bubbles: true}));
  }

  /** Focuses the field, or the panel while there is no field. */
  override focus(): void {
    void this.updateComplete.then(() => (this.#field ?? this.dialog)?.focus());
  }

  protected override render(): TemplateResult | typeof nothing {
    const model = this.#model;
    if (!model) return nothing;
    const {language, page} = model;
    const strings = language?.strings ?? panelEnglish;
    const isFull = this.#viewport.isFull;
    return html`
      <dialog
        part="panel"
        aria-labelledby="title"
        tabindex="-1"
        lang=${strings.locale}
        dir=${language?.direction ?? 'ltr'}
        class=${isFull ? 'full' : (page.position ?? 'bottom-right')}
        @keydown=${this.#handleKey}
        @keypress=${this.#handleKey}
        @keyup=${this.#handleKey}
        @close=${this.#handleClose}
        @dragenter=${this.#handleDrag}
        @dragover=${this.#handleDrag}
        @dragleave=${this.#handleDrag}
        @drop=${this.#handleDrag}
      >
        <div part="header" class="header">
          <div class="heading">
            <h2 id="title"><bdi>${titleOf(model)}</bdi></h2>
            ${model.chat?.isThere ? html`<hs-presence></hs-presence>` : nothing}
          </div>
          <button part="close-button" type="button" aria-label=${strings.closeChat} @click=${this.#close}>
            ${closeIcon}
          </button>
        </div>
        ${this.#hasFrame ? this.#content.render(model, strings) : nothing}
        ${this.#isDropping ? html`<p class="drop">${strings.drop}</p>` : nothing}
      </dialog>
    `;
  }
}
