/** Checks whether a value has a type. */
export type Check<T> = (value: unknown) => value is T;

export const isString: Check<string> = (value) => typeof value === 'string';
export const isBoolean: Check<boolean> = (value) => typeof value === 'boolean';
export const isCount: Check<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export function isOneOf<T extends string>(...allowed: readonly T[]): Check<T> {
  return (value): value is T => allowed.includes(value as T);
}

/** Makes a check for an object with these fields, each of its type. Further fields are accepted. */
export function isShape<T>(fields: {readonly [K in keyof T]: Check<T[K]>}): Check<T> {
  const checks = Object.entries<Check<unknown>>(fields);
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, isField]) => Object.hasOwn(value, name) && isField((value as Record<string, unknown>)[name]));
}

/** Makes a parser: it returns a value that passes the check, and `undefined` for any other. */
export function parser<T>(isOurs: Check<T>): (value: unknown) => T | undefined {
  return (value) => (isOurs(value) ? value : undefined);
}

/** Parses JSON; `undefined` for anything else. Never throws. */
export function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
