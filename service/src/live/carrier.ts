/**
 * Carries messages between the service processes of one installation. A message may get lost, or arrive twice: what it is
 * about is in the database.
 */
export interface Carrier {
  /** Sends a message to the other processes. It does not wait, and it never throws. */
  send(message: Uint8Array): void;
  /** Calls the listener from now on. A carrier has one listener. */
  listen(listener: CarrierListener): void;
  close(): Promise<void>;
}

export interface CarrierListener {
  /** A message of another process has arrived. */
  message(message: Uint8Array): void;
  /** Messages may get lost from now on, until `connected`. */
  disconnected(): void;
  /** Messages arrive again. Some may have got lost. */
  connected(): void;
}
