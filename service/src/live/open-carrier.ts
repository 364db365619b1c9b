import {channelName} from './wake-up-message.js';
import type {Carrier} from './carrier.js';
import type {Config} from '../config.js';
import type {Database} from '../database/schema.js';
import type {FastifyBaseLogger} from 'fastify';

export interface CarrierParts {
  readonly db: Database;
  readonly sessionKey: Uint8Array;
  readonly log: FastifyBaseLogger;
}

/**
 * Opens what carries wake-ups between the processes of the installation: NATS where it is set, else the database. The embedded
 * database has one process, so it needs none. Rejects with a `ConfigError`.
 */
export async function openCarrier(
  {database, natsServers}: Pick<Config, 'database' | 'natsServers'>,
  {db, sessionKey, log}: CarrierParts,
): Promise<Carrier | undefined> {
  if (!database) return undefined;
  const channel = channelName(sessionKey);
  // Loaded here, because the embedded database starts faster without them.
  if (natsServers) {
    const {openNatsCarrier} = await import('./carriers/nats.js');
    return openNatsCarrier({servers: natsServers, channel, log});
  }
  const {openNotifyCarrier} = await import('./carriers/notify.js');
  return openNotifyCarrier({database, db, channel, log});
}
