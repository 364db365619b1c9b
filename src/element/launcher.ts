import type {LauncherStrings} from './i18n/strings.js';

/** What the launcher shows. */
export interface LauncherState {
  readonly isShown: boolean;
  readonly isOpen: boolean;
  readonly isLoading: boolean;
  /** The chat was wanted, and did not load. */
  readonly hasFailed: boolean;
  readonly unreadCount: number;
  readonly strings: LauncherStrings;
}

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z';
const CHEVRON = 'm5 9 7 7 7-7';

// Beyond it, the number says no more than "several".
const BADGE_LIMIT = 99;

/**
 * The button that opens the chat. Made by hand: it is all that most visitors ever see, and lit's templates would be
 * half of what they download.
 */
export class Launcher {
  readonly button = document.createElement('button');
  readonly #icon = document.createElementNS(SVG, 'path');
  readonly #badge = document.createElement('span');
  /** What went wrong, beside the button. A click on it is one on the button. */
  readonly notice = document.createElement('p');

  constructor(onClick: () => void) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.append(this.#icon);
    // Not `part.add()`, which the DOM of jsdom and happy-dom does not have.
    this.#badge.setAttribute('part', 'badge');
    this.button.setAttribute('part', 'launcher');
    this.button.ariaHasPopup = 'dialog';
    // Until it is drawn, nobody knows whether its user may see it.
    this.button.hidden = true;
    this.button.append(svg, this.#badge);
    this.button.addEventListener('click', onClick);
    this.button.onkeydown = this.button.onkeypress = this.button.onkeyup = keepPress;
    this.notice.role = 'alert';
    this.notice.dir = 'auto';
    this.notice.addEventListener('click', onClick);
  }

  draw({isShown, isOpen, isLoading, hasFailed, unreadCount, strings}: LauncherState): void {
    const {button} = this;
    const hasUnread = unreadCount > 0 && !isOpen;
    const name = isOpen ? strings.closeChat : strings.openChat;
    button.hidden = !isShown;
    button.ariaLabel = hasUnread ? `${name}, ${strings.unread(unreadCount)}` : name;
    button.ariaExpanded = `${isOpen}`;
    this.notice.textContent = hasFailed ? strings.loadFailed : '';
    button.ariaBusy = `${isLoading}`;
    this.#icon.setAttribute('d', isOpen ? CHEVRON : BUBBLE);
    this.#badge.hidden = !hasUnread;
    this.#badge.textContent = unreadCount > BADGE_LIMIT ? `${BADGE_LIMIT}+` : `${unreadCount}`;
  }
}

/** What presses the button is not for the page, where Enter may submit something. All other keys are. */
function keepPress(event: KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}
