import type {NoticeCode} from '../contract/notices.js';

/** What this process has found out about its installation. A restart forgets it. */
export class Notices {
  readonly #codes = new Set<NoticeCode>();

  /** @returns Whether it is new. */
  add(code: NoticeCode): boolean {
    const isNew = !this.#codes.has(code);
    this.#codes.add(code);
    return isNew;
  }

  list(): readonly NoticeCode[] {
    return [...this.#codes];
  }
}
