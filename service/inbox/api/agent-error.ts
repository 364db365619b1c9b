/**
 * Why a request to the service did not succeed.
 *
 * - `unreachable`: no answer, an answer that is not valid, or the service says that it cannot answer now.
 * - `unauthorized`: no agent is logged in, or the e-mail and password are wrong.
 * - `too-many-requests`, `not-found`: as they say.
 * - `refused`: the service will not do it; asking again does not help.
 */
export type AgentErrorKind = 'unreachable' | 'unauthorized' | 'too-many-requests' | 'not-found' | 'refused';

/** A request to the service that did not succeed. */
export class AgentError extends Error {
  readonly kind: AgentErrorKind;
  /** The field of the request that was refused, where the service names one. */
  readonly field: string | undefined;

  constructor(kind: AgentErrorKind, message: string, options: ErrorOptions & {field?: string | undefined} = {}) {
    super(message, options);
    this.name = 'AgentError';
    this.kind = kind;
    this.field = options.field;
  }
}

export function kindOfStatus(status: number): AgentErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 429) return 'too-many-requests';
  return status >= 500 ? 'unreachable' : 'refused';
}
