import {type Check, isShape, isString, parser} from './parse-fields.js';
import type {ErrorResponse, ServiceErrorCode} from './wire.js';

// A newer service may send codes that are unknown here. They are accepted, and reported by their names.
const isCode = isString as Check<ServiceErrorCode>;

/** Parses an error answer. Its `field` is not looked at: it is only compared. */
export const parseError = parser(
  isShape<ErrorResponse>({
    error: isShape<ErrorResponse['error']>({code: isCode, message: isString}),
  }),
);
