import {Compile} from 'typebox/compile';
import type {TSchema} from '@fastify/type-provider-typebox';
import type {FastifySchemaValidationError, FastifyValidationResult} from 'fastify/types/schema.js';

/**
 * Checks what a request brings against its schema, as it is: a number given for a string is a mistake to hear about, not
 * to mend. TypeBox's own checker is ready in a third of the time that Fastify's needs.
 */
export function checkBySchema(schema: TSchema): FastifyValidationResult {
  const checker = Compile(schema);
  return (value: unknown) =>
    checker.Check(value) ? {value} : {error: checker.Errors(value) as FastifySchemaValidationError[]};
}
