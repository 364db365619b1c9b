import {html, nothing, type TemplateResult} from 'lit/html.js';
import {fileSize} from '../../../client/file-size.js';
import type {WrittenFile} from '../../../client/outgoing.js';
import {fillText} from '../../../client/texts.js';
import type {PropertyDeclarations} from '../../attribute-element.js';
import {attachmentsEnglish} from '../../i18n/attachments-en.js';
import type {AttachmentStrings} from '../../i18n/strings.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {download} from './download.js';
import {attachmentStyles} from './hs-attachment.styles.js';
import {downloadIcon, fileIcon} from './icons.js';
import {PictureSource} from './picture-source.js';

// The largest place of a picture between the messages.
const WIDTH_PX = 240;
const HEIGHT_PX = 280;

// A picture this far from view is loaded.
const NEAR = '400px';

/** A file of a conversation: a picture, or a card with its name that downloads it. A file that is not uploaded yet only shows what it is. */
export class HsAttachment extends PanelPart {
  static override styles = [sharedStyles, attachmentStyles];
  static override properties: PropertyDeclarations = {file: {}, local: {}};

  static {
    this.defineProperties();
  }

  declare file: WrittenFile;
  /** The content of a file that is not uploaded yet. */
  declare local: Blob | undefined;
  readonly #picture = new PictureSource(() => this.requestUpdate());
  #observer: IntersectionObserver | undefined;
  #isBusy = false;
  #hasDownloadFailed = false;

  get #texts(): AttachmentStrings {
    return this.model.language?.strings ?? attachmentsEnglish;
  }

  get #isPicture(): boolean {
    const {width, height} = this.file;
    return !!width && !!height && this.#picture.status !== 'forbidden';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // At once: the list measures what it has added.
    this.update();
    this.#waitForView();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#picture.release();
  }

  override focus(): void {
    this.renderRoot.querySelector('button')?.focus();
  }

  protected override propertyChanged(_name: string, before: unknown): void {
    const {fileId, width} = (before ?? {}) as Partial<WrittenFile>;
    if (!this.isConnected || (fileId === this.file.fileId && width === this.file.width)) return;
    this.#picture.release();
    this.#waitForView();
  }

  /** Loads the picture when it comes near the view. */
  #waitForView(): void {
    this.#observer?.disconnect();
    if (!this.#isPicture) return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({isIntersecting}) => isIntersecting)) return;
        this.#observer?.disconnect();
        this.#load();
      },
      {root: this.closest('.scroller'), rootMargin: NEAR},
    );
    this.#observer.observe(this);
  }

  #load(): void {
    const {fileId} = this.file;
    void this.#picture.load(this.actions, {fileId, form: 'thumbnail'}, this.local);
  }

  async #download(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await download(this.actions, this.file.fileId, this.file.name);
      this.#hasDownloadFailed = false;
    } catch {
      this.#hasDownloadFailed = true;
    }
    this.#isBusy = false;
    this.requestUpdate();
  }

  async #view(): Promise<void> {
    try {
      const {openViewer} = await import('./viewer/index.js');
      if (this.isConnected) openViewer(this, this.file);
    } catch {
      await this.#download();
    }
  }

  protected override updated(): void {
    const {width = 1, height = 1} = this.file;
    const scale = Math.min(1, WIDTH_PX / width, HEIGHT_PX / height);
    this.style.setProperty('--_width', `${Math.round(width * scale)}px`);
    this.style.setProperty('--_ratio', `${width} / ${height}`);
    // The messages keep their place.
    this.dispatchEvent(new Event('grown', {bubbles: true}));
  }

  protected override render(): TemplateResult {
    return this.#isPicture ? this.#renderPicture() : this.#renderCard();
  }

  #renderPicture(): TemplateResult {
    const {url, status} = this.#picture;
    const {openPicture, pictureFailed} = this.#texts;
    const {name} = this.file;
    if (status === 'failed') {
      return html`<div class="picture problem" dir="auto">
        ${pictureFailed}
        <button class="again" type="button" @click=${() => this.#load()}>${this.strings.retry}</button>
      </div>`;
    }
    const picture = url
      ? html`<img alt=${this.local ? name : ''} src=${url} @error=${() => this.#picture.fail()} />`
      : nothing;
    if (this.local) return html`<div class="picture">${picture}</div>`;
    const label = fillText(openPicture, {name}, this.strings.locale);
    return html`<button
      class="picture"
      type="button"
      aria-haspopup="dialog"
      aria-label=${label}
      @click=${() => this.#view()}
    >
      ${picture}
    </button>`;
  }

  #renderCard(): TemplateResult {
    const {name, bytes} = this.file;
    const size = fileSize(bytes, this.locale);
    const about = html`
      ${fileIcon}
      <span class="about"><bdi class="name">${name}</bdi> <span class="size">${size}</span></span>
    `;
    if (this.local || !this.file.fileId) return html`<div class="card">${about}</div>`;
    const label = fillText(this.#texts.download, {name, size}, this.strings.locale);
    return html`
      <button class="card" type="button" aria-label=${label} @click=${() => this.#download()}>
        ${about} ${downloadIcon}
      </button>
      <p role="alert">${this.#hasDownloadFailed ? this.#texts.downloadFailed : nothing}</p>
    `;
  }
}
