import {type Check, isShape, isString, parser} from './parse-fields.js';
import type {ErrorResponse, ServiceErrorCode} from './wire.js';

// A code of a newer service is let through: it is reported by its name.
const isCode = isString as Check<ServiceErrorCode>;

/** Reads the one shape of error. */
export const parseError = parser(
  isShape<Pick<ErrorResponse, 'error'>>({
    error: isShape<Pick<ErrorResponse['error'], 'code' | 'message'>>({code: isCode, message: isString}),
  }),
);
