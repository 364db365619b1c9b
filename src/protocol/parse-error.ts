import {type Check, isShape, isString, parser} from './parse-fields.js';
import type {ErrorResponse, ServiceErrorCode} from './wire.js';

// A newer service may send codes that are unknown here. They are accepted, and reported by their names.
const isCode = isString as Check<ServiceErrorCode>;

/** Parses an error answer. */
export const parseError = parser(
  isShape<Pick<ErrorResponse, 'error'>>({
    error: isShape<Pick<ErrorResponse['error'], 'code' | 'message'>>({code: isCode, message: isString}),
  }),
);
