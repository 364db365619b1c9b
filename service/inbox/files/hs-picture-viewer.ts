import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import {isNotFound} from '../api/refusals.js';
import {visibleName} from '../format/visible-text.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import {CLOSE_ICON, DOWNLOAD_ICON} from './file-icon.js';
import {fileStyles} from './files.styles.js';
import type {ShownFile} from './hs-file.js';
import {pictureViewerStyles} from './hs-picture-viewer.styles.js';

type Problem = 'notLoaded' | 'missing';

/** Shows the pictures of a conversation, one at a time, over the whole page. */
export class HsPictureViewer extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fileStyles, pictureViewerStyles];

  static override properties: PropertyDeclarations = {
    pictures: {attribute: false},
    shownId: {state: true},
    address: {state: true},
    problem: {state: true},
    downloadProblem: {state: true},
  };

  /** In the order of the log. */
  declare pictures: readonly ShownFile[];
  /** The picture that is shown; `undefined` while the viewer is closed. */
  declare private shownId: string | undefined;
  declare private address: string | undefined;
  declare private problem: Problem | undefined;
  declare private downloadProblem: 'notDownloaded' | 'missing' | undefined;

  constructor() {
    super();
    this.pictures = [];
    this.addEventListener('click', (event) => this.#handleClick(event));
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.close');
  }

  /** Opens the viewer. When it closes, the browser gives the focus back. */
  async show(fileId: string): Promise<void> {
    this.#choose(fileId);
    await this.updateComplete;
    if (!this.#dialog?.open) this.#dialog?.showModal();
    this.focusFallback?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    this.#choose(undefined);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // The conversation was read again, without this picture.
    if (changed.has('pictures') && this.shownId !== undefined && this.#index < 0) this.#dialog?.close();
  }

  get #index(): number {
    return this.pictures.findIndex(({fileId}) => fileId === this.shownId);
  }

  #choose(fileId: string | undefined): void {
    if (this.shownId !== undefined) this.inbox.files.release(this.shownId);
    this.shownId = fileId;
    this.address = undefined;
    this.problem = undefined;
    this.downloadProblem = undefined;
    void this.#load();
  }

  /** Shows the thumbnail until the picture itself is there. */
  async #load(): Promise<void> {
    const fileId = this.shownId;
    if (fileId === undefined) return;
    const {files} = this.inbox;
    const isShown = (): boolean => this.shownId === fileId;
    let isLoaded = false;
    this.problem = undefined;
    files.picture({fileId, form: 'thumbnail'}).then(
      (address) => isShown() && !isLoaded && (this.address = address),
      () => {},
    );
    try {
      const address = await files.picture({fileId, form: 'original'});
      isLoaded = true;
      if (isShown()) this.address = address;
    } catch (error) {
      if (isShown()) this.problem = isNotFound(error) ? 'missing' : 'notLoaded';
    }
  }

  #step(by: 1 | -1): void {
    const next = this.pictures[this.#index + by];
    if (next) this.#choose(next.fileId);
  }

  /** The arrow keys lead to the next picture in the direction in which the language is read. */
  #handleKeydown(event: KeyboardEvent): void {
    const isRtl = this.matches(':dir(rtl)');
    if (event.key === 'ArrowRight') this.#step(isRtl ? -1 : 1);
    else if (event.key === 'ArrowLeft') this.#step(isRtl ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** A click beside the picture closes the viewer. */
  #handleClick(event: MouseEvent): void {
    const [target] = event.composedPath();
    if (target instanceof Element && target.matches('.stage')) this.#dialog?.close();
  }

  async #download(fileId: string): Promise<void> {
    this.downloadProblem = undefined;
    try {
      await this.inbox.files.download(fileId);
    } catch (error) {
      this.downloadProblem = isNotFound(error) ? 'missing' : 'notDownloaded';
    }
  }

  override render(): TemplateResult {
    const picture = this.pictures[this.#index];
    return html`
      <dialog aria-labelledby="name" @close=${() => this.#choose(undefined)} @keydown=${this.#handleKeydown}>
        ${picture ? this.#renderPicture(picture) : nothing}
      </dialog>
    `;
  }

  #renderPicture(picture: ShownFile): TemplateResult {
    const {fileId, name} = picture;
    const {files, locale} = this.inbox.strings;
    const shown = visibleName(name);
    return html`
      <header>
        <h2 id="name" class="name" title=${shown}><bdi>${translatable(shown)}</bdi></h2>
        <p class="problem" role="status">
          ${this.downloadProblem ? translatable(files[this.downloadProblem]) : nothing}
        </p>
        <button
          class="icon"
          aria-label=${fillText(files.downloadNamed, {name: shown}, locale)}
          title=${files.download}
          @click=${() => this.#download(fileId)}
        >
          ${DOWNLOAD_ICON}
        </button>
        <button class="icon close" aria-label=${files.close} title=${files.close} @click=${() => this.#dialog?.close()}>
          ${CLOSE_ICON}
        </button>
      </header>
      <div class="stage">${this.#renderStage(picture, shown)}</div>
      ${this.pictures.length > 1 ? this.#renderNavigation() : nothing}
    `;
  }

  #renderStage({fileId, width, height}: ShownFile, name: string): unknown {
    const {files, retry} = this.inbox.strings;
    if (this.problem) {
      return html`<div class="message" role="alert">
        <p>${translatable(files[this.problem])}</p>
        <button @click=${this.#load}>${retry}</button>
      </div>`;
    }
    if (this.address === undefined) return html`<p role="status">${files.loading}</p>`;
    const handleError = (): void => {
      this.problem = 'notLoaded';
    };
    // A new element for each picture: else the old one stays in sight while the next one is decoded.
    return keyed(
      fileId,
      html`<img
        src=${this.address}
        width=${width ?? nothing}
        height=${height ?? nothing}
        alt=${name}
        @error=${handleError}
      />`,
    );
  }

  #renderNavigation(): TemplateResult {
    const {files, locale} = this.inbox.strings;
    const index = this.#index;
    const values = {number: index + 1, count: this.pictures.length};
    return html`
      <nav>
        <button
          class="icon previous"
          aria-label=${files.previous}
          title=${files.previous}
          aria-disabled=${index === 0}
          @click=${() => this.#step(-1)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m14.5 5-7 7 7 7" /></svg>
        </button>
        <p class="place" role="status">${translatable(fillText(files.place, values, locale))}</p>
        <button
          class="icon next"
          aria-label=${files.next}
          title=${files.next}
          aria-disabled=${index === this.pictures.length - 1}
          @click=${() => this.#step(1)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m9.5 5 7 7-7 7" /></svg>
        </button>
      </nav>
    `;
  }
}
