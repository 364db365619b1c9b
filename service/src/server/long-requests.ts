import type {IncomingMessage} from 'node:http';

const LONG = new WeakSet<IncomingMessage>();

/** Lets a request take longer than `REQUEST_LIMIT_MS` to arrive. The caller bounds its time. */
export function allowLongRequest(request: IncomingMessage): void {
  LONG.add(request);
}

export function isLongRequest(request: IncomingMessage | undefined): boolean {
  return request !== undefined && LONG.has(request);
}
