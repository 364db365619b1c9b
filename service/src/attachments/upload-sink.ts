import {Writable} from 'node:stream';
import type {FileHandle} from 'node:fs/promises';

/** How much waits in memory for the disk. */
const WAITING_BYTES = 1024 * 1024;

/** The sender has sent more than there is room for. */
export class TooManyBytes extends Error {}

/** Writes bytes into a file from a position on, and never beyond `end`. */
export class UploadSink extends Writable {
  readonly #file: FileHandle;
  readonly #end: number;
  /** Where the next byte goes. All before it has been given to the system. */
  position: number;

  constructor(file: FileHandle, position: number, end: number) {
    super({highWaterMark: WAITING_BYTES, decodeStrings: false});
    this.#file = file;
    this.position = position;
    this.#end = end;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#store([chunk]).then(() => done(), done);
  }

  override _writev(chunks: readonly {readonly chunk: Buffer}[], done: (error?: Error | null) => void): void {
    this.#store(chunks.map(({chunk}) => chunk)).then(() => done(), done);
  }

  async #store(chunks: readonly Buffer[]): Promise<void> {
    const bytes = chunks.reduce((sum, {length}) => sum + length, 0);
    if (this.position + bytes > this.#end) throw new TooManyBytes();
    const [only] = chunks;
    let rest = chunks.length === 1 && only ? only : Buffer.concat(chunks);
    // The system may take a part.
    while (rest.length) {
      const {bytesWritten} = await this.#file.write(rest, 0, rest.length, this.position);
      this.position += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }
}
