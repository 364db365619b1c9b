import {fileSize, fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {fileKind} from '../format/file-kind.js';
import {visibleName} from '../format/visible-text.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import type {Connection} from '../state/state.js';
import type {Upload, UploadProblem, Uploads} from '../state/uploads.js';
import {CLOSE_ICON, fileIcon} from './file-icon.js';
import {fileStyles} from './files.styles.js';
import {uploadsStyles} from './hs-uploads.styles.js';

/** What another attempt cannot change. */
const FINAL: ReadonlySet<UploadProblem> = new Set<UploadProblem>([
  'no-attachments',
  'too-large',
  'wrong-kind',
  'unreadable',
]);

/** The files that an agent has chosen, from their choice until they are in the conversation. */
export class HsUploads extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fileStyles, uploadsStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    uploads: {attribute: false},
    connection: {attribute: false},
  };

  declare conversationId: string;
  declare uploads: Uploads;
  declare connection: Connection;

  constructor() {
    super();
    this.conversationId = '';
    this.uploads = [];
    this.connection = 'up';
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector('button');
  }

  override render(): TemplateResult {
    return html`
      <ul aria-label=${this.inbox.strings.files.chosen}>
        ${repeat(
          this.uploads,
          ({id}) => id,
          (upload) => this.#renderUpload(upload),
        )}
      </ul>
    `;
  }

  #renderUpload(upload: Upload): TemplateResult {
    const {id, bytes, problem} = upload;
    const {locale} = this.inbox.strings;
    const name = visibleName(upload.name);
    return html`
      <li class=${problem ? 'failed' : ''} data-id=${id}>
        <span class="look">${this.#renderLook(upload)}</span>
        <div>
          <p class="name" title=${name}><bdi>${translatable(name)}</bdi></p>
          <p class="facts">
            <bdi>${translatable(fileSize(bytes, locale))}</bdi>
            ${problem ? nothing : html`<span>· ${translatable(this.#stateOf(upload))}</span>`}
          </p>
          ${problem ? this.#renderProblem(problem) : this.#renderProgress(upload, name)}
        </div>
        <div class="buttons">${this.#renderButtons(upload, name)}</div>
      </li>
    `;
  }

  #renderLook({id, mediaType}: Upload): TemplateResult {
    const address = this.inbox.files.chosen(id);
    return address === undefined ? fileIcon(fileKind(mediaType)) : html`<img src=${address} alt="" />`;
  }

  #stateOf({isSent}: Upload): string {
    const {files, sending, waiting} = this.inbox.strings;
    if (!isSent) return files.ready;
    return this.connection === 'lost' ? waiting : sending;
  }

  #renderProblem(problem: UploadProblem): TemplateResult {
    return html`<p class="problem">${translatable(this.inbox.strings.files.problems[problem])}</p>`;
  }

  #renderProgress({bytes, uploadedBytes, fileId}: Upload, name: string): TemplateResult | typeof nothing {
    if (fileId !== undefined) return nothing;
    const {files, locale} = this.inbox.strings;
    const label = fillText(files.uploading, {name}, locale);
    return html`<progress max=${Math.max(bytes, 1)} .value=${uploadedBytes} aria-label=${label}></progress>`;
  }

  #renderButtons({id, isSent, fileId, problem}: Upload, name: string): unknown {
    const {strings, dispatch} = this.inbox;
    const {conversationId} = this;
    const named = (text: string): string => fillText(text, {name}, strings.locale);
    const retry =
      problem && !FINAL.has(problem)
        ? html`<button
            type="button"
            aria-label=${named(strings.files.retryNamed)}
            @click=${() => dispatch({type: 'retry-upload', conversationId, id})}
          >
            ${strings.retry}
          </button>`
        : nothing;
    // Its entry is on its way, and cannot be called back.
    const isGoing = isSent && fileId !== undefined && !problem;
    const remove = isGoing
      ? nothing
      : html`<button
          type="button"
          class="quiet icon"
          aria-label=${named(strings.files.remove)}
          @click=${() => dispatch({type: 'remove-upload', conversationId, id})}
        >
          ${CLOSE_ICON}
        </button>`;
    return html`${retry} ${remove}`;
  }
}
