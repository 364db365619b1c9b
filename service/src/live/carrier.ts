/** The longest message. A notification of PostgreSQL holds less than 8,000 bytes, and needs four for three of these. */
export const CARRIER_MESSAGE_LIMIT_BYTES = 5_990;

/**
 * Carries messages between the service processes of one installation. A message may get lost, or arrive twice: what it is
 * about is in the database.
 */
export interface Carrier {
  /**
   * Sends a message of at most `CARRIER_MESSAGE_LIMIT_BYTES` to the other processes. Never rejects. Resolves with false when the
   * message may have got lost on its way to the broker. Without a connection it does so at once.
   */
  send(message: Uint8Array): Promise<boolean>;
  /** Calls the listener from now on. A carrier has one listener. */
  listen(listener: CarrierListener): void;
  close(): Promise<void>;
}

export interface CarrierListener {
  /** A message has arrived: of another process, or of another program on the broker. */
  message(message: Uint8Array): void;
  /** Messages may get lost from now on, until `connected`. */
  disconnected(): void;
  /** Messages arrive again. Some may have got lost. */
  connected(): void;
}
