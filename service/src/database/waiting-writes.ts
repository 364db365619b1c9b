import {DatabaseUnavailableError} from './errors.js';
import {WAITING_WRITES_LIMIT} from '../limits.js';
import type {EngineMeters} from './engine.js';

/** Throws when too many writes wait for the database already: more would take memory, and their clients would not wait. */
export function requireRoom(waiting: number, meters: EngineMeters): void {
  if (waiting < WAITING_WRITES_LIMIT) return;
  meters.refused('waiting-writes');
  throw new DatabaseUnavailableError('too many writes wait', {mayBeDone: false});
}
