/** What the schemas of the contract are made with. A schema is the one definition of a body: its type follows from it. */
import {type Static, type TSchema, Type} from 'typebox';

type DeepReadonly<T> = T extends object ? {readonly [K in keyof T]: DeepReadonly<T[K]>} : T;

/** The values of a schema. They are read-only: neither side changes a message that it has received. */
export type ValueOf<S extends TSchema> = DeepReadonly<Static<S>>;

/** The mark of `Open`. It also stands in the API document. */
export interface OpenMark {
  readonly 'x-open': true;
}

/** Marks a part of an answer for which a newer service may have further values. `read` makes `unknown` of these. */
export function Open<S extends TSchema>(schema: S): OpenMark & S {
  return Object.assign(schema, {'x-open': true} as const);
}

/** A number of things, a place in a log, or a time in milliseconds since 1970. */
export const Count = Type.Integer({minimum: 0, maximum: Number.MAX_SAFE_INTEGER});

/** A text of a request that is compared with stored ones. They have no NUL: PostgreSQL refuses even to look for one. */
export function SearchText(limit: number) {
  return Type.String({minLength: 1, maxLength: limit, pattern: '^[^\\u0000]*$'});
}

export const TextOrNull = Type.Union([Type.String(), Type.Null()]);
