import {withUniqueQuery} from 'helpshift-chat/client';
import {AgentError, kindOfStatus} from './agent-error.js';
import {parseErrorField} from './parse-agent.js';

/** After this long without an answer the service counts as unreachable. */
const REQUEST_TIMEOUT_MS = 15_000;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Asks the service. Rejects with an `AgentError` and nothing else. */
export async function request(method: Method, path: string, body?: unknown): Promise<unknown> {
  const attempt = `${method} /v1/agent/${path.split(/[/?]/)[0]}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/v1/agent/${method === 'GET' ? withUniqueQuery(path) : path}`, {
      method,
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body !== undefined && {headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}),
    });
    text = await response.text();
  } catch (cause) {
    throw new AgentError('unreachable', `${attempt}: no answer`, {cause});
  }
  if (!response.ok) {
    const field = parseErrorField(readJson(text));
    throw new AgentError(kindOfStatus(response.status), `${attempt}: status ${response.status}`, {field});
  }
  const answer = readJson(text);
  if (answer === undefined && text) throw new AgentError('unreachable', `${attempt}: the answer is not JSON`);
  return answer;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As `request`, for an answer that has to be understood. */
export async function requestAs<T>(
  parse: (value: unknown) => T | undefined,
  ...[method, path, body]: Parameters<typeof request>
): Promise<T> {
  const value = parse(await request(method, path, body));
  if (value === undefined) throw new AgentError('unreachable', `${method} ${path.split(/[/?]/)[0]}: not our answer`);
  return value;
}
