import type {ReadFileRequest} from '../../../protocol/wire.js';
import type {ChatActions} from '../../contexts.js';
import {mayDrawPictures} from './may-draw-pictures.js';

/** Loads one picture at a time, and holds the address that draws it. `release` frees it: nothing of it stays in memory. */
export class PictureSource {
  /** The address; `undefined` until it has loaded. */
  url: string | undefined;
  /** `forbidden`: the page's policy does not allow pictures. */
  status: 'idle' | 'loading' | 'shown' | 'failed' | 'forbidden' = 'idle';
  readonly #onChange: () => void;
  #end = new AbortController();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @param local - The picture, where it is here already. */
  async load(actions: ChatActions, request: ReadFileRequest, local?: Blob): Promise<void> {
    this.release();
    this.#set('loading');
    const {signal} = this.#end;
    try {
      const isAllowed = await mayDrawPictures();
      const blob = local ?? (isAllowed && (await (await actions.files()).read(request, signal)));
      if (signal.aborted) return;
      if (isAllowed && blob) this.url = URL.createObjectURL(blob);
      this.#set(isAllowed ? 'shown' : 'forbidden');
    } catch {
      if (!signal.aborted) this.#set('failed');
    }
  }

  /** The browser could not draw it. */
  fail(): void {
    this.release();
    this.#set('failed');
  }

  release(): void {
    this.#end.abort();
    this.#end = new AbortController();
    if (this.url !== undefined) URL.revokeObjectURL(this.url);
    this.url = undefined;
    this.status = 'idle';
  }

  #set(status: PictureSource['status']): void {
    this.status = status;
    this.#onChange();
  }
}
