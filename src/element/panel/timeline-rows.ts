import type {TimelineItem} from '../../client/timeline.js';

/** One item of the timeline, as it is drawn. */
interface Row {
  readonly element: HTMLElement;
  /** What it shows, in short. It is drawn again only when this changes. */
  shown?: string;
}

/** How an item is drawn into its element. */
export interface RowContent {
  /** What the row shows, in short. */
  readonly shown: string;
  readonly draw: (element: HTMLElement) => void;
}

/**
 * The rows of a list. A row stays the same element, so that the reader keeps a selection and the focus, and is drawn only when what
 * it shows has changed: lit would look at each row of a long conversation for every message.
 */
export class TimelineRows {
  /** By the item's key. */
  readonly #rows = new Map<string, Row>();
  readonly #sizes: ResizeObserver;

  /** @param sizes - Observes all rows: they also change without an update, when a picture comes or a late part draws. */
  constructor(sizes: ResizeObserver) {
    this.#sizes = sizes;
  }

  elementOf(key: string): HTMLElement | undefined {
    return this.#rows.get(key)?.element;
  }

  /** Draws the items that have changed, and puts all of them in order at the beginning of the list. */
  draw(list: HTMLElement, items: readonly TimelineItem[], contentOf: (item: TimelineItem) => RowContent): void {
    const keys = new Set(items.map(({key}) => key));
    for (const [key, {element}] of this.#rows) {
      if (keys.has(key)) continue;
      element.remove();
      this.#sizes.unobserve(element);
      this.#rows.delete(key);
    }
    let next = list.firstElementChild;
    for (const item of items) {
      const row = this.#rows.get(item.key) ?? this.#add(item);
      const {element} = row;
      const {shown, draw} = contentOf(item);
      if (row.shown !== shown) draw(element);
      row.shown = shown;
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
  }

  /** Lets all rows be drawn again. */
  forget(): void {
    for (const row of this.#rows.values()) delete row.shown;
  }

  #add({key, kind}: TimelineItem): Row {
    const row = {element: document.createElement(kind === 'group' ? 'div' : 'p')};
    this.#rows.set(key, row);
    this.#sizes.observe(row.element);
    return row;
  }
}
