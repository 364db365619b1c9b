/** A network address with open connections or waiting requests. */
export interface ConnectedAddress {
  /** `addressKey` of it. */
  readonly key: string;
  /** All that are open. */
  open: number;
  /** Those of them that are no verified user's. */
  unproved: number;
}

/**
 * Counts what is open from each network address. All connections from one address share one object, because there are many. What is
 * proved is counted for its user.
 */
export class ConnectedAddresses {
  readonly #limit: number;
  readonly #addresses = new Map<string, ConnectedAddress>();

  /** @param limit - The most that one address may have open without proof. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of addresses that have something open. */
  get size(): number {
    return this.#addresses.size;
  }

  /** Something opens, not yet counted as unproved. `leave` must be called at its end. */
  enter(key: string): ConnectedAddress {
    const address = this.#addresses.get(key) ?? {key, open: 0, unproved: 0};
    this.#addresses.set(key, address);
    address.open++;
    return address;
  }

  leave(address: ConnectedAddress): void {
    address.open--;
    if (!address.open) this.#addresses.delete(address.key);
  }

  /** Counts something as unproved. Returns false, and does not count it, when there are too many. */
  addUnproved(address: ConnectedAddress): boolean {
    if (address.unproved >= this.#limit) return false;
    address.unproved++;
    return true;
  }

  removeUnproved(address: ConnectedAddress): void {
    address.unproved--;
  }
}
