import {isFields} from './parse-fields.js';
import type {ErrorResponse} from './wire.js';

/** Reads the one shape of error. A code this version does not know stays a string, so it can be reported. */
export function parseError(value: unknown): {code: string; message: string; field?: string} | undefined {
  if (!isFields(value) || !isFields(value['error'])) return undefined;
  const {code, message, field} = value['error'] as Partial<ErrorResponse['error']>;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return typeof field === 'string' ? {code, message, field} : {code, message};
}
