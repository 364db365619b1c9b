import type {LauncherStrings} from './i18n/strings.js';

/** Everything that the launcher shows. */
export interface LauncherState {
  readonly isShown: boolean;
  readonly isOpen: boolean;
  readonly isLoading: boolean;
  /** The user opened the chat, and its code did not load. */
  readonly hasFailed: boolean;
  readonly unreadCount: number;
  /** Says the number, as a part of the launcher's name. It is there when a message is unread. */
  readonly unreadText: string | undefined;
  readonly strings: LauncherStrings;
}

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

  draw({isShown, isOpen, isLoading, hasFailed, unreadCount, unreadText, strings}: LauncherState): void {
    const {button} = this;
    const hasUnread = unreadCount > 0 && !isOpen;
    const name = isOpen ? strings.closeChat : strings.openChat;
    button.hidden = !isShown;
    button.ariaLabel = hasUnread ? `${name}, ${unreadText}` : name;
    button.ariaExpanded = `${isOpen}`;
    this.#notice.textContent = strings.loadFailed;
    // A screen reader announces the notice each time it is added. So it is added once.
    if (!hasFailed) this.#notice.remove();
    else if (!this.#notice.parentNode) button.after(this.#notice);
    button.ariaBusy = `${isLoading}`;
    this.#icon.setAttribute('d', isOpen ? CHEVRON : BUBBLE);
    this.#badge.hidden = !hasUnread;
    this.#badge.textContent = unreadCount > BADGE_LIMIT ? `${BADGE_LIMIT}+` : `${unreadCount}`;
  }
}

/**
 * Keeps the keys that press the button from the page, because Enter may submit a form there. The page gets all other
 * keys.
 */
function keepPress(event: KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}
