import {pino} from 'pino';
import type {Logger} from 'pino';

/**
 * Makes the service's log, on standard output: JSON lines for a machine, short lines for a terminal. A logged request
 * has no query, headers or body. The caller makes sure that an error's message quotes none of them.
 */
export function createLog({readable}: {readonly readable: boolean}): Logger {
  const options = {base: null, serializers: {req: describeRequest}};
  return readable ? pino(options, {write: (line: string) => process.stdout.write(readableLine(line))}) : pino(options);
}

function describeRequest(request: {readonly method?: string; readonly url?: string}): object {
  return {method: request.method, path: request.url?.split('?', 1)[0]};
}

const LEVELS: Readonly<Record<number, string>> = {30: 'info', 40: 'warn', 50: 'error', 60: 'fatal'};

/** Formats a JSON line for a person: time, level, message and the other values. */
export function readableLine(line: string): string {
  const {time, level, msg, reqId, req, ...rest} = JSON.parse(line) as Record<string, unknown>;
  void reqId;
  void req;
  const details = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  return `${clock} ${LEVELS[Number(level)] ?? String(level)} ${JSON.stringify(msg).slice(1, -1)}${details.join('')}\n`;
}
