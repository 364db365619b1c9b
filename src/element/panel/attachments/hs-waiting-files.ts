import {html, nothing, type TemplateResult} from 'lit/html.js';
import {fillText} from '../../../client/texts.js';
import type {WaitingFile} from '../../../client/waiting-files.js';
import {attachmentsEnglish} from '../../i18n/attachments-en.js';
import type {AttachmentStrings} from '../../i18n/strings.js';
import type {Files} from '../../attachments/files.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {waitingFilesStyles} from './hs-waiting-files.styles.js';
import {problemText} from './problem-text.js';

/** The user's files that are not uploaded yet, after all messages: progress, and what the user can do with each. */
export class HsWaitingFiles extends PanelPart {
  static override styles = [sharedStyles, waitingFilesStyles];
  #known: readonly WaitingFile[] = [];
  /** What a screen reader reads out. */
  #said = '';
  #hadFocus = false;

  get #files(): readonly WaitingFile[] {
    return this.model.files ?? [];
  }

  get #texts(): AttachmentStrings {
    return this.model.language?.strings ?? attachmentsEnglish;
  }

  /** Says what is new, once. What is sent is read out as a message. */
  protected override willUpdate(): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    const files = this.#files;
    const before = this.#known;
    this.#known = files;
    const count = files.filter(({id}) => !before.some((known) => known.id === id)).length;
    const failed = files.filter(
      ({id, status}) => status === 'failed' && !before.some((known) => known.id === id && known.status === 'failed'),
    );
    const {filesAdded, fileFailed} = this.#texts;
    const {locale} = this.strings;
    const said = [
      count > failed.length ? fillText(filesAdded, {count: count - failed.length}, locale) : '',
      ...failed.map((file) => `${fillText(fileFailed, {name: file.name}, locale)} ${this.#problemOf(file)}`),
    ].filter((text) => text !== '');
    if (said.length) this.#said = said.join(' ');
  }

  protected override updated(): void {
    // The focused button was removed: the list keeps the user's place.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.parentElement?.focus({preventScroll: true});
    this.dispatchEvent(new Event('grown', {bubbles: true}));
  }

  #problemOf(file: WaitingFile): string {
    return problemText(file, this.model.settings, this.#texts, this.locale);
  }

  /** Does something with the files. What fails was reported by their code. */
  #act(work: (files: Files) => Promise<void>): void {
    this.actions
      .files()
      .then(work)
      .catch(() => {});
  }

  #choose(id: string, {target}: Event): void {
    const [file] = (target as HTMLInputElement).files ?? [];
    if (file) this.#act((files) => files.choose(id, file));
  }

  protected override render(): TemplateResult {
    // Only the line for screen readers is read out, and not each step of the progress.
    return html`
      <ul aria-live="off">
        ${this.#files.map((file) => this.#renderFile(file))}
      </ul>
      <p class="visually-hidden" role="status">${this.#said}</p>
    `;
  }

  #renderFile(file: WaitingFile): TemplateResult {
    const {id, name, mediaType, bytes, width, height, sent, status} = file;
    const size = width && height ? {width, height} : {};
    const shown = {fileId: '', name, mediaType, bytes, ...size};
    return html`
      <li>
        <hs-attachment .file=${shown} .local=${file.file}></hs-attachment>
        ${
          status === 'uploading' || status === 'waiting'
            ? html`<progress aria-label=${name} max=${bytes || 1} .value=${sent}></progress>`
            : nothing
        }
        <div class="state ${status}">${this.#renderState(file)} ${this.#renderEnd(id, name, status)}</div>
      </li>
    `;
  }

  #renderState(file: WaitingFile): TemplateResult {
    const {id, name, bytes, sent, status, problem} = file;
    const {uploading, fileWaits, chooseAgain, retryFile} = this.#texts;
    const {strings} = this;
    if (status === 'missing') return html`<span>${chooseAgain}</span> ${this.#renderChoice(id)}`;
    if (status === 'failed') {
      return html`
        <span>${this.#problemOf(file)}</span>
        ${
          problem === 'unreadable'
            ? this.#renderChoice(id)
            : canTryAgain(file)
              ? html`<button
                  class="inline"
                  type="button"
                  aria-label=${fillText(retryFile, {name}, strings.locale)}
                  @click=${() => this.#act((files) => files.retry(id))}
                >
                  ${strings.retry}
                </button>`
              : nothing
        }
      `;
    }
    const percent = (bytes ? Math.min(sent / bytes, 1) : 0).toLocaleString(this.locale, {style: 'percent'});
    const text = status === 'uploading' ? fillText(uploading, {percent}, strings.locale) : fileWaits;
    return html`<span>${text}</span>`;
  }

  #renderChoice(id: string): TemplateResult {
    return html`
      <input type="file" hidden @change=${(event: Event) => this.#choose(id, event)} />
      <button
        class="inline"
        type="button"
        @click=${({currentTarget}: Event) => {
          const {previousElementSibling: input} = currentTarget as HTMLElement;
          (input as HTMLInputElement).click();
        }}
      >
        ${this.#texts.chooseFile}
      </button>
    `;
  }

  #renderEnd(id: string, name: string, status: WaitingFile['status']): TemplateResult {
    const {cancel, cancelFile, remove, removeFile} = this.#texts;
    const isOnItsWay = status === 'uploading' || status === 'waiting';
    return html`<button
      class="inline"
      type="button"
      aria-label=${fillText(isOnItsWay ? cancelFile : removeFile, {name}, this.strings.locale)}
      @click=${() => this.#act((files) => files.cancel(id))}
    >
      ${isOnItsWay ? cancel : remove}
    </button>`;
  }
}

/** Whether it may help to send the same file again. The service does not change its mind about the others. */
function canTryAgain({problem}: WaitingFile): boolean {
  return problem !== 'payload_too_large' && problem !== 'unsupported_media_type' && problem !== 'forbidden';
}
