import {Type} from 'typebox';
import {statusOf} from '../errors.js';
import type {ServiceErrorCode} from 'helpshift-chat/protocol';
import type {ValueOf} from '../../contract/schema.js';
import type {TSchema, TUnsafe} from 'typebox';

/** The errors of a route that reads a body, whatever it does. The methods POST, PUT, PATCH and DELETE can have one. */
export const BODY_ERRORS = [
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
  'too_many_requests',
] as const;

/** The errors of a route with parameters in its path: one is not well formed, or far too long for any route. */
export const PATH_ERRORS = ['invalid_request', 'not_found'] as const;

type Schemas = Readonly<Record<number, TSchema>>;

/** The same schemas, for handlers whose values are read-only. */
type Answers<Successes extends Schemas> = {
  readonly [Status in keyof Successes]: TUnsafe<ValueOf<Extract<Successes[Status], TSchema>>>;
};

/**
 * Returns the answers of a route by status, for its schema's `response`. /openapi.json shows each, and a test finds an
 * answer that is not listed.
 *
 * @param successes - The bodies of the answers that are not errors, by status.
 * @param errors - The codes of the errors that this route can answer, in any order. Each route can also answer
 * `internal_error`.
 */
export function answers<Successes extends Schemas>(
  successes: Successes,
  ...errors: readonly ServiceErrorCode[]
): Answers<Successes> {
  const codesOf = new Map<number, Set<ServiceErrorCode>>();
  for (const code of [...errors, 'internal_error'] as const) {
    const status = statusOf(code);
    codesOf.set(status, (codesOf.get(status) ?? new Set()).add(code));
  }
  const failures = Object.fromEntries([...codesOf].map(([status, codes]) => [status, errorBody([...codes])]));
  // Only the types differ.
  return {...successes, ...failures} as Schemas as Answers<Successes>;
}

function errorBody(codes: ServiceErrorCode[]): TSchema {
  const error = Type.Object({code: Type.Enum(codes), message: Type.String(), field: Type.Optional(Type.String())});
  const description = `The error ${codes.join(' or ')}.`;
  if (!codes.includes('too_many_requests')) return Type.Object({error}, {description});
  const headers = {'retry-after': Type.Integer({description: 'The seconds to wait.'})};
  return Type.Object({error}, {description, headers});
}
