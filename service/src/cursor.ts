import {Check} from 'typebox/schema';
import {Id} from '../contract/sync.js';
import {fieldError} from './errors.js';

/** A place in a list: what the list is ordered by, and the id of a row. */
export interface Place {
  readonly order: number;
  readonly id: string;
}

/** Makes a text of a place. Clients give it back to read the next page, and know nothing of what it holds. */
export function writeCursor({order, id}: Place): string {
  return Buffer.from(JSON.stringify([order, id])).toString('base64url');
}

/** Reads the cursor of a request. Throws `invalid_request` with its field. */
export function readCursor(cursor: string, field: string): Place {
  try {
    const [order, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(order) && Check(Id, id)) return {order: order as number, id};
  } catch {
    // Not JSON, or no list.
  }
  throw fieldError('invalid_request', field, 'is not the `next` of a page');
}
