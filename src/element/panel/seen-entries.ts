// So long an entry has to be in view.
const SEEN_AFTER_MS = 500;

const HALF = 0.5;

/** Whether half of a row is within the box. Of a row that is higher than the box: whether it takes half of the box. */
export function isInView(box: DOMRect, {top, bottom, height}: DOMRect): boolean {
  const shown = Math.min(bottom, box.bottom) - Math.max(top, box.top);
  return shown > 0 && shown >= Math.min(height, box.height) * HALF;
}

/** Finds out what the user has seen: an entry that was in view for a while, on a page that can be seen. */
export class SeenEntries {
  readonly #entriesInView: () => readonly string[];
  readonly #onSeen: (entryId: string) => void;
  /** Also a box that the page has moved out of the window shows nothing. */
  readonly #observer = new IntersectionObserver(
    (changes) => {
      this.#isBoxInView = (changes.at(-1)?.intersectionRatio ?? 0) >= HALF;
      this.look();
    },
    {threshold: HALF},
  );
  #isBoxInView = false;
  /** The entry in view that will have been seen. */
  #id: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param entriesInView - The ids of the entries in the box, the newest first. Those that were seen before may be left out.
   * @param onSeen - Called with the newest entry that was seen.
   */
  constructor(entriesInView: () => readonly string[], onSeen: (entryId: string) => void) {
    this.#entriesInView = entriesInView;
    this.#onSeen = onSeen;
  }

  /** Begins with a box that scrolls; it may be the same as before. */
  start(box: Element): void {
    this.#observer.observe(box);
    document.addEventListener('visibilitychange', this.look);
  }

  stop(): void {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.look);
    this.#isBoxInView = false;
    this.look();
  }

  /** Looks again. Call it after each change of what is in view. */
  readonly look = (): void => {
    const isShown = this.#isBoxInView && document.visibilityState === 'visible';
    const ids = isShown ? this.#entriesInView() : [];
    if (this.#id !== undefined && ids.includes(this.#id)) return;
    clearTimeout(this.#timer);
    const id = (this.#id = ids[0]);
    if (id === undefined) return;
    this.#timer = setTimeout(() => {
      this.#id = undefined;
      this.#onSeen(id);
      // A newer one may have come into view meanwhile.
      this.look();
    }, SEEN_AFTER_MS);
  };
}
