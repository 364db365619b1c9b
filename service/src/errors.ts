import type {ServiceErrorCode} from 'helpshift-chat/protocol';

const STATUS: Readonly<Record<ServiceErrorCode, number>> = {
  invalid_request: 400,
  missing_user_auth_token: 401,
  invalid_user_auth_token: 401,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown_app: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal_error: 500,
  unavailable: 503,
};

/** Returns the HTTP status of an answer with this error. */
export function statusOf(code: ServiceErrorCode): number {
  return STATUS[code];
}

/**
 * A refusal that is sent to the caller word for word. The message tells a developer what is wrong and what to do; it
 * never contains a secret, a token, an address or a text of a user. Any other error becomes a bare `internal_error`.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: ServiceErrorCode;
  readonly field: string | undefined;

  constructor(code: ServiceErrorCode, message: string, field?: string) {
    super(message);
    this.status = statusOf(code);
    this.code = code;
    this.field = field;
  }
}

/** A refusal because of one field of the request. `problem` says what is wrong with it; the message begins with the field's name. */
export function fieldError(
  code: 'invalid_request' | 'conflict' | 'not_found',
  field: string,
  problem: string,
): ServiceError {
  return new ServiceError(code, `${field}: ${problem}`, field);
}
