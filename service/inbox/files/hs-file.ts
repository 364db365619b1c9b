import {fileSize, fillText} from 'helpshift-chat/client';
import type {Attachment} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {isNotFound} from '../api/refusals.js';
import {fileKind} from '../format/file-kind.js';
import {isolated, visibleName} from '../format/visible-text.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import {DOWNLOAD_ICON, fileIcon} from './file-icon.js';
import {fileStyles} from './files.styles.js';
import {hsFileStyles} from './hs-file.styles.js';
import {pictureSize} from './picture-size.js';

/** What is shown of a file. */
export type ShownFile = Omit<Attachment, 'kind'>;

/** A picture is loaded when it is so near to what is seen. */
const NEAR = '400px';

/** `refused`: the browser cannot show it. */
type PictureStatus = 'far' | 'loading' | 'ready' | 'failed' | 'missing' | 'refused';

type DownloadStatus = 'none' | 'asking' | 'failed' | 'missing';

/** A picture of a conversation is to be shown large. */
export class ShowPictureEvent extends Event {
  readonly fileId: string;

  constructor(fileId: string) {
    super('show-picture', {bubbles: true, composed: true});
    this.fileId = fileId;
  }
}

/** A file in a conversation: a picture as a thumbnail, every other file as a card. */
export class HsFile extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fileStyles, hsFileStyles];

  static override properties: PropertyDeclarations = {
    file: {attribute: false},
    picture: {state: true},
    address: {state: true},
    downloading: {state: true},
  };

  declare file: ShownFile | undefined;
  declare private picture: PictureStatus;
  declare private address: string | undefined;
  declare private downloading: DownloadStatus;
  #nearness: IntersectionObserver | undefined;

  constructor() {
    super();
    this.picture = 'far';
    this.downloading = 'none';
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector('button');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    this.#nearness?.disconnect();
    this.#nearness = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback?.();
    this.#watch();
  }

  override firstUpdated(_changed: PropertyValues): void {
    this.#watch();
  }

  /** Loads a picture when it comes near. */
  #watch(): void {
    if (this.#nearness || this.picture !== 'far' || this.#size === undefined) return;
    this.#nearness = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({isIntersecting}) => isIntersecting)) return;
        this.#nearness?.disconnect();
        void this.#load();
      },
      // The log scrolls, and not the page.
      {rootMargin: NEAR, scrollMargin: NEAR},
    );
    this.#nearness.observe(this);
  }

  get #size(): {readonly width: number; readonly height: number} | undefined {
    const {width, height} = this.file ?? {};
    return width !== undefined && height !== undefined ? pictureSize({width, height}) : undefined;
  }

  async #load(): Promise<void> {
    const {file} = this;
    if (!file || this.picture === 'loading') return;
    this.picture = 'loading';
    try {
      this.address = await this.inbox.files.picture({fileId: file.fileId, form: 'thumbnail'});
      this.picture = 'ready';
    } catch (error) {
      this.picture = isNotFound(error) ? 'missing' : 'failed';
    }
  }

  async #download(): Promise<void> {
    const {file} = this;
    if (!file || this.downloading === 'asking') return;
    this.downloading = 'asking';
    try {
      await this.inbox.files.download(file.fileId);
      this.downloading = 'none';
    } catch (error) {
      this.downloading = isNotFound(error) ? 'missing' : 'failed';
    }
  }

  #show(): void {
    if (this.file && this.picture === 'ready') this.dispatchEvent(new ShowPictureEvent(this.file.fileId));
  }

  override render(): TemplateResult | typeof nothing {
    const {file, picture} = this;
    if (!file) return nothing;
    const size = this.#size;
    const isShown = size !== undefined && (picture === 'far' || picture === 'loading' || picture === 'ready');
    return isShown ? this.#renderPicture(file, size) : this.#renderCard(file);
  }

  #renderPicture(
    {name}: ShownFile,
    {width, height}: {readonly width: number; readonly height: number},
  ): TemplateResult {
    const {files, locale} = this.inbox.strings;
    const label = fillText(files.show, {name: visibleName(name)}, locale);
    return html`
      <button class="picture" aria-label=${label} aria-disabled=${this.picture !== 'ready'} @click=${this.#show}>
        <svg class="place" width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>
        ${
          this.address === undefined
            ? nothing
            : html`<img src=${this.address} alt="" @error=${() => (this.picture = 'refused')} />`
        }
      </button>
    `;
  }

  #renderCard({name, mediaType, bytes}: ShownFile): TemplateResult {
    const {files, locale} = this.inbox.strings;
    const kind = fileKind(mediaType);
    const shown = visibleName(name);
    const facts = {kind: files.kinds[kind], size: isolated(fileSize(bytes, locale))};
    return html`
      <div class="card">
        ${fileIcon(kind)}
        <div>
          <p class="name" title=${shown}><bdi>${translatable(shown)}</bdi></p>
          <p class="facts">${translatable(fillText(files.kindAndSize, facts, locale))}</p>
        </div>
        <button
          class="quiet icon"
          aria-label=${fillText(files.downloadNamed, {name: shown}, locale)}
          title=${files.download}
          aria-disabled=${this.downloading === 'asking'}
          @click=${this.#download}
        >
          ${DOWNLOAD_ICON}
        </button>
        ${this.#renderPictureProblem()}
        <p class="below problem" role="status">${this.#renderDownloadProblem()}</p>
      </div>
    `;
  }

  #renderPictureProblem(): TemplateResult | typeof nothing {
    const {strings} = this.inbox;
    if (this.picture === 'missing') return html`<p class="below problem">${strings.files.missing}</p>`;
    if (this.picture !== 'failed') return nothing;
    return html`<p class="below problem">
      ${strings.files.notLoaded} <button @click=${this.#load}>${strings.retry}</button>
    </p>`;
  }

  #renderDownloadProblem(): unknown {
    const {missing, notDownloaded} = this.inbox.strings.files;
    if (this.downloading === 'missing') return translatable(missing);
    return this.downloading === 'failed' ? translatable(notDownloaded) : nothing;
  }
}
