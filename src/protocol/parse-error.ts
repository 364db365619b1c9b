import {type Check, isShape, isString, parser} from './parse-fields.js';
import type {ErrorResponse, ServiceErrorCode} from './wire.js';

// A newer service may send codes that are unknown here. They are accepted, and reported by their names.
const isCode = isString as Check<ServiceErrorCode>;

const isNamed = isShape<Pick<ErrorResponse['error'], 'code' | 'message'>>({code: isCode, message: isString});
// An optional field: it is there as a text, or not at all.
const isError = (value: unknown): value is ErrorResponse['error'] =>
  isNamed(value) && ['string', 'undefined'].includes(typeof (value as {field?: unknown}).field);

/** Parses an error answer. */
export const parseError = parser(isShape<ErrorResponse>({error: isError}));
