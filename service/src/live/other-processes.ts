import {randomUUID} from 'node:crypto';
import {addSign} from './signs.js';
import {openMessage, sealMessage, takeChanges, takeSigns} from './wake-up-message.js';
import {addChange} from './wake-ups.js';
import type {Carrier} from './carrier.js';
import type {PendingSigns, Sign} from './signs.js';
import type {ConversationChange, PendingChanges} from './wake-ups.js';

/** Hears what the other processes tell, and how well they can be heard. */
export interface OthersListener {
  changed(change: ConversationChange): void;
  /** @param from - The id of the process that tells it. */
  sign(sign: Sign, from: string): void;
  /** The others may not have been told of changes of this process, which have been committed. */
  lost(): void;
  /** Changes may get lost from now on, until `connected`. */
  disconnected(): void;
  connected(): void;
}

// A broker that does not answer must not keep later changes waiting.
const SEND_LIMIT_MS = 1_000;

/** Tells the changes of this process to the other processes of the installation, and theirs to this one. */
export class OtherProcesses {
  readonly #carrier: Carrier;
  readonly #sessionKey: Uint8Array;
  readonly #id = randomUUID();
  /** What goes into the next messages. One message is on its way at a time. */
  readonly #pending: PendingChanges = new Map();
  readonly #signs: PendingSigns = new Map();
  #sending: Promise<void> | undefined;

  #listener: OthersListener | undefined;

  /** @param sessionKey - The key of the installation that seals the messages. */
  constructor(carrier: Carrier, sessionKey: Uint8Array) {
    this.#carrier = carrier;
    this.#sessionKey = sessionKey;
  }

  /** Tells a change that has been committed. */
  tell(change: ConversationChange): void {
    addChange(this.#pending, change);
    this.#sending ??= this.#send();
  }

  /** Tells a sign. It may be lost. */
  tellSign(sign: Sign): void {
    addSign(this.#signs, sign);
    this.#sending ??= this.#send();
  }

  listen(listener: OthersListener): void {
    this.#listener = listener;
    this.#carrier.listen({
      message: (sealed) => {
        const message = openMessage(this.#sessionKey, sealed);
        if (!message || message.from === this.#id) return;
        message.changes.forEach((change) => listener.changed(change));
        message.signs?.forEach((sign) => listener.sign(sign, message.from));
      },
      disconnected: () => listener.disconnected(),
      connected: () => listener.connected(),
    });
  }

  /** Resolves when all changes have been sent, or are lost. */
  async flush(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    // The other changes of this turn of the event loop, as those of one commit, go into the same message.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.size || this.#signs.size) {
      const changes = takeChanges(this.#id, this.#pending);
      // What is stored goes first.
      const signs = changes.length ? [] : takeSigns(this.#id, this.#signs);
      const message = sealMessage(this.#sessionKey, {from: this.#id, changes, ...(signs.length && {signs})});
      if (await withLimit(this.#carrier.send(message))) continue;
      this.#signs.clear();
      if (!changes.length) continue;
      // Others will read everything, so they need not be told of the rest.
      this.#pending.clear();
      this.#listener?.lost();
    }
    this.#sending = undefined;
  }
}

/** Resolves with false when the message is not sent in time. */
async function withLimit(sent: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, SEND_LIMIT_MS, false)));
  try {
    return await Promise.race([sent, limit]);
  } finally {
    clearTimeout(timer);
  }
}
