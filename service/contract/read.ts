import {parseEach, type Unknown} from 'helpshift-chat/protocol';
import type {Static, TArray, TObject, TOptional, TSchema, TUnion} from 'typebox';
import type {OpenMark, ValueOf} from './schema.js';

/** What `read` makes of the values of a schema. */
export type Read<S extends TSchema> = S extends OpenMark ? ReadKnown<S> | UnknownOf<S> : ReadKnown<S>;

type ReadKnown<S extends TSchema> =
  S extends TUnion<infer Each>
    ? Read<Each[number]>
    : S extends TArray<infer Item>
      ? readonly Read<Item>[]
      : S extends TObject<infer Fields>
        ? ReadFields<Fields>
        : ValueOf<S>;

type ReadFields<Fields extends Readonly<Record<PropertyKey, TSchema>>> = {
  readonly [Name in keyof Fields as Fields[Name] extends TOptional ? never : Name]: Read<Fields[Name]>;
} & {
  readonly [Name in keyof Fields as Fields[Name] extends TOptional ? Name : never]?: Read<Fields[Name]>;
};

type UnknownOf<S extends TSchema> = Static<S> extends string ? 'unknown' : Unknown;

/** The keywords of JSON Schema that `read` follows. It leaves out the limits that only requests have. */
interface Keywords {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly anyOf?: readonly Keywords[];
  readonly items?: Keywords;
  readonly properties?: Readonly<Record<string, Keywords>>;
  readonly required?: readonly string[];
  readonly 'x-open'?: true;
}

/**
 * Reads an answer of the service, which may be a newer one: further fields are left out, and a value that an open part does not
 * know, or does not have, is `unknown`. An item of a list, or an optional field, that cannot be read counts as absent. Returns
 * `undefined` when something else cannot be read. Never throws.
 */
export function read<S extends TSchema>(schema: S, value: unknown): Read<S> | undefined {
  return readPart(schema, value) as Read<S> | undefined;
}

function readPart(schema: Keywords, value: unknown): unknown {
  const known = readKnown(schema, value);
  if (known !== undefined || !schema['x-open']) return known;
  return schema.enum ? 'unknown' : ({kind: 'unknown'} satisfies Unknown);
}

function readKnown(schema: Keywords, value: unknown): unknown {
  const {type, enum: values, anyOf, items = {}} = schema;
  if (anyOf) return anyOf.map((each) => readPart(each, value)).find((read) => read !== undefined);
  if (values) return values.includes(value) ? value : undefined;
  if ('const' in schema) return value === schema.const ? value : undefined;
  if (type === 'object') return readFields(schema, value);
  if (type === 'array') return Array.isArray(value) ? parseEach(value, (item) => readPart(items, item)) : undefined;
  return isOfType(schema, value) ? value : undefined;
}

function readFields({properties = {}, required = []}: Keywords, value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const result: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const part = readPart(schema, Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);
    if (part !== undefined) result[name] = part;
    else if (required.includes(name)) return undefined;
  }
  return result;
}

function isOfType({type, minimum = -Infinity}: Keywords, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isSafeInteger(value) && Number(value) >= minimum;
  return typeof value === type;
}
