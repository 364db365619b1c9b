import {html, nothing, type TemplateResult} from 'lit/html.js';
import {fileSize} from '../../../../client/file-size.js';
import {fillText} from '../../../../client/texts.js';
import type {Attachment} from '../../../../protocol/log.js';
import type {PropertyDeclarations} from '../../../attribute-element.js';
import {isPanelShown} from '../../../chat-model.js';
import {attachmentsEnglish} from '../../../i18n/attachments-en.js';
import type {AttachmentStrings} from '../../../i18n/strings.js';
import {closeIcon} from '../../icons.js';
import {PanelPart} from '../../panel-element.js';
import {sharedStyles} from '../../shared.styles.js';
import {download} from '../download.js';
import {downloadIcon} from '../icons.js';
import {PictureSource} from '../picture-source.js';
import {viewerStyles} from './hs-viewer.styles.js';
import {picturesOf} from './pictures-of.js';

const turnIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m9 5 7 7-7 7" /></svg>`;
const turnBackIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m15 5-7 7 7 7" /></svg>`;
const zoomIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="10.5" cy="10.5" r="6.5" />
  <path d="m20 20-4.5-4.5M10.5 7.5v6m-3-3h6" />
</svg>`;

/** Shows a picture above the panel, as large as fits, and those before and after it. */
export class HsViewer extends PanelPart {
  static override styles = [sharedStyles, viewerStyles];
  static override properties: PropertyDeclarations = {fileId: {}};

  static {
    this.defineProperties();
  }

  declare fileId: string;
  /** Gets the focus at the end. */
  opener: HTMLElement | undefined;
  readonly #picture = new PictureSource(() => this.requestUpdate());
  #shownId = '';
  #isZoomed = false;
  #hasDownloadFailed = false;

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #texts(): AttachmentStrings {
    return this.model.language?.strings ?? attachmentsEnglish;
  }

  get #pictures(): readonly Attachment[] {
    return picturesOf(this.model.chat);
  }

  get #index(): number {
    return this.#pictures.findIndex(({fileId}) => fileId === this.fileId);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#picture.release();
  }

  #turn(steps: number): void {
    const next = this.#pictures[this.#index + steps];
    if (next) this.fileId = next.fileId;
  }

  #load(): void {
    void this.#picture.load(this.actions, {fileId: this.fileId, form: 'original'});
  }

  async #download(): Promise<void> {
    const picture = this.#pictures[this.#index];
    if (!picture) return;
    this.#hasDownloadFailed = false;
    await download(this.actions, picture.fileId, picture.name).catch(() => (this.#hasDownloadFailed = true));
    this.requestUpdate();
  }

  /** Keeps keys from the panel and the page. */
  #handleKey(event: KeyboardEvent): void {
    event.stopPropagation();
    const {type, key, altKey, ctrlKey, metaKey} = event;
    if (type !== 'keydown' || altKey || ctrlKey || metaKey) return;
    if (key === 'Escape') {
      event.preventDefault();
      this.#dialog?.close();
    }
    if (this.#isZoomed || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return;
    const isForward = (key === 'ArrowRight') === !this.matches(':dir(rtl)');
    this.#turn(isForward ? 1 : -1);
  }

  #handleClose(): void {
    this.remove();
    this.opener?.focus();
  }

  override focus(): void {
    this.#dialog?.focus();
  }

  protected override willUpdate(): void {
    if (this.fileId === this.#shownId) return;
    this.#shownId = this.fileId;
    this.#isZoomed = this.#hasDownloadFailed = false;
    this.#load();
  }

  protected override updated(): void {
    const dialog = this.#dialog;
    // A modal dialog that nobody sees would block the page.
    if (!isPanelShown(this.model) || this.#index < 0) dialog?.close();
    else if (this.isConnected && !dialog?.open) {
      dialog?.showModal();
      this.renderRoot.querySelector<HTMLElement>('.close')?.focus();
    }
  }

  protected override render(): TemplateResult {
    const {viewer, closeViewer, zoom, place} = this.#texts;
    const {locale} = this.strings;
    const pictures = this.#pictures;
    const index = this.#index;
    const {name = '', bytes = 0} = pictures[index] ?? {};
    const {nextPicture, previousPicture, download} = this.#texts;
    const values = {name, size: fileSize(bytes, this.locale)};
    return html`
      <dialog
        aria-label=${fillText(viewer, {name}, locale)}
        @keydown=${this.#handleKey}
        @keypress=${this.#handleKey}
        @keyup=${this.#handleKey}
        @close=${this.#handleClose}
      >
        <div class="bar">
          <bdi class="name">${name}</bdi>
          <span class="place" role="status">
            ${pictures.length > 1 ? fillText(place, {count: index + 1, total: pictures.length}, locale) : nothing}
          </span>
          <button
            type="button"
            aria-label=${zoom}
            aria-pressed=${this.#isZoomed ? 'true' : 'false'}
            @click=${this.#zoom}
          >
            ${zoomIcon}
          </button>
          <button type="button" aria-label=${fillText(download, values, locale)} @click=${this.#download}>
            ${downloadIcon}
          </button>
          <button type="button" aria-label=${closeViewer} class="close" @click=${() => this.#dialog?.close()}>
            ${closeIcon}
          </button>
        </div>
        <div class="stage ${this.#isZoomed ? 'zoomed' : ''}" tabindex=${this.#isZoomed ? '0' : nothing}>
          ${this.#renderPicture(name)}
        </div>
        <button
          class="turn previous"
          type="button"
          aria-label=${previousPicture}
          ?disabled=${index < 1}
          @click=${() => this.#turn(-1)}
        >
          ${turnBackIcon}
        </button>
        <button
          class="turn next"
          type="button"
          aria-label=${nextPicture}
          ?disabled=${index + 1 >= pictures.length}
          @click=${() => this.#turn(1)}
        >
          ${turnIcon}
        </button>
      </dialog>
    `;
  }

  #zoom(): void {
    this.#isZoomed = !this.#isZoomed;
    this.requestUpdate();
  }

  #renderPicture(name: string): unknown {
    const {url, status} = this.#picture;
    const {pictureFailed, downloadFailed} = this.#texts;
    if (this.#hasDownloadFailed) return html`<p role="alert">${downloadFailed}</p>`;
    if (status === 'failed' || status === 'forbidden') {
      return html`<div class="problem" role="alert">
        ${pictureFailed}
        <button type="button" @click=${() => this.#load()}>${this.strings.retry}</button>
      </div>`;
    }
    if (!url) return html`<span class="wait" role="status">…</span>`;
    return html`<img alt=${name} src=${url} @error=${() => this.#picture.fail()} />`;
  }
}
