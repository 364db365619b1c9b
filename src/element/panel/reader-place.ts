// A reader who scrolls down to this distance from the end follows the conversation; farther up, they read older messages.
const FOLLOW_WITHIN_PX = 80;

/**
 * Where the reader of a list is. A reader at the end follows: the newest rows stay in view. For another one, what they read stays
 * where it is, whatever changes above or below.
 *
 * In a box without a height, as in a closed panel, there is no place: it stays as it was.
 */
export class ReaderPlace {
  readonly #scroller: () => HTMLElement | null;
  #isFollowing = true;
  #wantsFirst = false;
  #top = 0;
  /** The rows from the first one in view on, and where they were: one of them is still there after any change. */
  #anchors: readonly {readonly row: HTMLElement; readonly top: number}[] = [];

  /** @param scroller - The box that scrolls, when it is drawn. Its children are the rows. */
  constructor(scroller: () => HTMLElement | null) {
    this.#scroller = scroller;
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Notes where the reader has scrolled to, and whether they follow. @returns Whether they have moved. */
  note(): boolean {
    const scroller = this.#box;
    if (!scroller) return false;
    const {scrollHeight, scrollTop, clientHeight} = scroller;
    const before = this.#top;
    const toEnd = scrollHeight - scrollTop - clientHeight;
    // A reader who scrolls up does not follow, from the first step on: the browser scrolls smoothly, in steps, and to scroll
    // down between two of them would shift the place that it scrolls to. A box that becomes higher stays at its end.
    if (scrollTop < before) this.#isFollowing = toEnd < 2;
    else if (scrollTop > before) {
      this.#isFollowing ||= toEnd < FOLLOW_WITHIN_PX;
      this.#wantsFirst = false;
    }
    this.#noteTop(scroller);
    return scrollTop !== before;
  }

  /** Brings the reader back to their place after rows or the box have changed. */
  keep(): void {
    if (this.#isFollowing) {
      this.follow();
      return;
    }
    if (this.#wantsFirst) {
      this.#scrollTo(0);
      return;
    }
    const {row, top = 0} = this.#anchors.find(({row}) => row.isConnected) ?? {};
    this.#scrollTo(this.#top + (row?.offsetTop ?? top) - top);
  }

  /** Brings the reader to the end, and lets them follow. */
  follow(): void {
    this.#isFollowing = true;
    this.#wantsFirst = false;
    this.#scrollTo(this.#scroller()?.scrollHeight ?? 0);
  }

  /** The reader goes to the first row, also while older ones are drawn above it, until they go down. The browser scrolls. */
  wantFirst(): void {
    this.#wantsFirst = true;
  }

  /** Brings the reader to a row above the end. */
  show(row: HTMLElement, distancePx: number): void {
    this.#isFollowing = this.#wantsFirst = false;
    this.#scrollTo(row.offsetTop - distancePx);
  }

  get #box(): HTMLElement | undefined {
    const scroller = this.#scroller();
    return scroller?.clientHeight ? scroller : undefined;
  }

  #scrollTo(top: number): void {
    const scroller = this.#box;
    if (!scroller) return;
    if (scroller.scrollTop !== top) scroller.scrollTop = top;
    this.#noteTop(scroller);
  }

  /** A step of the reader in the same frame is one from here. */
  #noteTop(scroller: HTMLElement): void {
    this.#top = scroller.scrollTop;
    if (this.#isFollowing) return;
    // A day stays above the older messages that come below it.
    this.#anchors = [...scroller.querySelectorAll<HTMLElement>(':scope > :not(.day)')]
      .filter(({offsetTop, offsetHeight}) => offsetTop + offsetHeight > this.#top)
      .map((row) => ({row, top: row.offsetTop}));
  }
}
