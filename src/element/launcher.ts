import {type ChatModel, isLauncherShown, isPanelShown, unreadCount} from './chat-model.js';
import {launcherEnglish} from './i18n/launcher-en.js';

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z';
const CHEVRON = 'm5 9 7 7 7-7';

// A larger number gives no more information than "many".
const BADGE_LIMIT = 99;

/**
 * The button that opens the chat. Uses the DOM directly: most visitors load nothing else, and lit's templates would
 * double their download.
 */
export class Launcher {
  readonly button = document.createElement('button');
  readonly #icon = document.createElementNS(SVG, 'path');
  readonly #badge = document.createElement('span');
  /** An error beside the button, while there is one. A click on it counts as a click on the button. */
  readonly #notice = document.createElement('p');
  /** What is drawn, in short. */
  #drawn = '';

  constructor(onClick: () => void) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.append(this.#icon);
    // `part.add()` is missing in jsdom and happy-dom.
    this.#badge.setAttribute('part', 'badge');
    this.button.setAttribute('part', 'launcher');
    this.button.ariaHasPopup = 'dialog';
    // `draw` shows it, if its user may see it.
    this.button.hidden = true;
    this.button.append(svg, this.#badge);
    this.button.addEventListener('click', onClick);
    this.button.onkeydown = this.button.onkeypress = this.button.onkeyup = keepPress;
    this.#notice.role = 'alert';
    this.#notice.dir = 'auto';
    this.#notice.addEventListener('click', onClick);
  }

  /**
   * Draws what it shows of the model, if that has changed.
   *
   * @param unreadText - Says the number of unread messages, as a part of the launcher's name.
   */
  draw(model: ChatModel, unreadText: string | undefined): void {
    const {isHidden, opening, code, language} = model;
    const isShown = isLauncherShown(model);
    const isOpen = isPanelShown(model);
    const isLoading = !!opening && code === 'loading';
    const hasFailed = code === 'failed' && !isHidden;
    const count = isOpen ? 0 : unreadCount(model);
    const strings = language?.strings ?? launcherEnglish;
    const drawn = [isShown, isOpen, isLoading, hasFailed, count, language?.code].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;

    const {button} = this;
    const name = isOpen ? strings.closeChat : strings.openChat;
    button.hidden = !isShown;
    button.ariaLabel = count ? `${name}, ${unreadText}` : name;
    button.ariaExpanded = `${isOpen}`;
    this.#notice.textContent = strings.loadFailed;
    // A screen reader announces the notice each time it is added. So it is added once.
    if (!hasFailed) this.#notice.remove();
    else if (!this.#notice.parentNode) button.after(this.#notice);
    button.ariaBusy = `${isLoading}`;
    this.#icon.setAttribute('d', isOpen ? CHEVRON : BUBBLE);
    this.#badge.hidden = !count;
    this.#badge.textContent = count > BADGE_LIMIT ? `${BADGE_LIMIT}+` : `${count}`;
  }
}

/**
 * Keeps the keys that press the button from the page, because Enter may submit a form there. The page gets all other
 * keys.
 */
function keepPress(event: KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}
