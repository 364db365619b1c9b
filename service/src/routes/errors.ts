import {followRoutes} from './allowed-methods.js';
import {DatabaseUnavailableError} from '../database/errors.js';
import {fieldError, ServiceError} from '../errors.js';
import {BODY_LIMIT_BYTES} from '../limits.js';
import type {Outage} from '../database/outage.js';
import type {Routes} from './parts.js';
import type {ErrorResponse} from 'helpshift-chat/protocol';
import type {FastifyError, FastifyReply, FastifyRequest} from 'fastify';

/**
 * Answers every error in one shape. Call it before the routes are added.
 *
 * @param outage - Tells the log of an outage of the database. Absent: no route asks it.
 */
export function answerErrors(app: Routes, outage?: Outage): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (!(error instanceof DatabaseUnavailableError)) return answerError(error, request, reply);
    outage?.failed(error);
    answer(reply, new ServiceError('unavailable', 'The database does not answer now; try again.'));
  });
  const methodsOf = followRoutes(app);
  app.setNotFoundHandler(({url, method}, reply) => {
    const methods = methodsOf(url);
    // A route of this method has found nothing.
    if (!methods.length || methods.includes(method)) {
      return answer(reply, new ServiceError('not_found', 'There is nothing at this address.'));
    }
    const allow = methods.join(', ');
    void reply.header('allow', allow);
    answer(reply, new ServiceError('method_not_allowed', `This address is for other methods: ${allow}.`));
  });
}

/** Answers a thrown error. An unexpected error is logged, and becomes a bare `internal_error`. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const known = toServiceError(error, request);
  if (known) return answer(reply, known);
  request.log.error({err: error}, 'a request failed');
  answer(reply, internalError());
}

function internalError(): ServiceError {
  return new ServiceError('internal_error', 'Something went wrong in the service.');
}

function answer(reply: FastifyReply, {status, code, message, field}: ServiceError): void {
  const body: ErrorResponse = {error: field === undefined ? {code, message} : {code, message, field}};
  // Without the serializer of the route: it could remove parts of the error.
  void reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}

// Fastify's own messages are not sent: they are another program's words, and may quote what was sent.
function toServiceError(error: FastifyError, {routeOptions}: FastifyRequest): ServiceError | undefined {
  if (error instanceof ServiceError) return error;
  if (error.validation) return toInvalidRequest(error);
  if (error.statusCode === undefined || error.statusCode >= 500) return undefined;
  if (error.statusCode === 404 || error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return new ServiceError('not_found', 'There is nothing at this address.');
  }
  if (error.statusCode === 413) {
    const limit = (routeOptions.bodyLimit ?? BODY_LIMIT_BYTES) / 1024;
    return new ServiceError('payload_too_large', `The body is longer than ${limit} KiB.`);
  }
  if (error.statusCode === 415) {
    return new ServiceError('unsupported_media_type', 'The body must be JSON, with content-type: application/json.');
  }
  return new ServiceError('invalid_request', 'The request is not well formed: is its body JSON, its address encoded?');
}

function toInvalidRequest({validation, validationContext}: FastifyError): ServiceError {
  const [problem] = validation ?? [];
  const path = (problem?.instancePath ?? '').split('/').slice(1);
  const missing = problem?.params['requiredProperties'];
  if (Array.isArray(missing)) path.push(String(missing[0]));
  const field = path.join('.');
  const rule = Array.isArray(missing) ? 'is needed' : (problem?.message ?? 'is not valid');
  if (!field) return new ServiceError('invalid_request', `The ${validationContext ?? 'request'} ${rule}.`);
  return fieldError('invalid_request', field, rule);
}
