import {ownOrigin} from './origins.js';
import {ServiceError} from '../errors.js';
import {AGENT_DEVICE_LIFE_MS, AGENT_SESSION_LIFE_MS} from '../limits.js';
import type {RouteParts} from './parts.js';
import type {LoggedInAgent} from '../agents/agents.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** The cookies of the inbox. `device` marks a browser in which an agent has logged in, and stays after the log-out. */
const COOKIES = {
  session: {name: 'helpshift-chat-agent', lifeMs: AGENT_SESSION_LIFE_MS},
  device: {name: 'helpshift-chat-device', lifeMs: AGENT_DEVICE_LIFE_MS},
} as const;

/** Sets a cookie; without a token, removes it. */
export function setAgentCookie(
  reply: FastifyReply,
  publicOrigin: string | undefined,
  cookie: keyof typeof COOKIES,
  token: string | undefined,
): void {
  const isSecure = isSecureOrigin(publicOrigin);
  const life = token === undefined ? 0 : COOKIES[cookie].lifeMs / 1000;
  const attributes = `Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  reply.header('set-cookie', `${cookieName(cookie, isSecure)}=${token ?? ''}; ${attributes}`);
}

/** Returns the token of a cookie, not checked. */
export function readAgentCookie(
  request: FastifyRequest,
  publicOrigin: string | undefined,
  cookie: keyof typeof COOKIES,
): string | undefined {
  return readCookie(request.headers.cookie, cookieName(cookie, isSecureOrigin(publicOrigin)));
}

/** Returns the cookie's name. The prefix makes browsers refuse the cookie from a subdomain or over plain HTTP. */
function cookieName(cookie: keyof typeof COOKIES, isSecure: boolean): string {
  const {name} = COOKIES[cookie];
  return isSecure ? `__Host-${name}` : name;
}

function isSecureOrigin(publicOrigin: string | undefined): boolean {
  return publicOrigin?.startsWith('https:') ?? false;
}

/** Returns the agent of a request. Throws `unauthorized`. */
export async function requireAgent(
  {agents, publicOrigin}: Pick<RouteParts, 'agents' | 'publicOrigin'>,
  request: FastifyRequest,
): Promise<LoggedInAgent> {
  const token = readAgentCookie(request, publicOrigin, 'session');
  const agent = token && (await agents.find(token));
  if (!agent) throw new ServiceError('unauthorized', 'Nobody is logged in; log in with POST /v1/agent/session.');
  return agent;
}

/**
 * Same-origin check against cross-site request forgery: a request that changes something must come from the inbox's own
 * page. Throws `forbidden`.
 */
export function requireSameOrigin(request: FastifyRequest, publicOrigin: string | undefined): void {
  const {origin} = request.headers;
  const own = ownOrigin(request, publicOrigin);
  if (own === undefined) {
    const problem =
      'Set PUBLIC_URL to the address of the inbox: without it, the service knows itself as localhost alone.';
    throw new ServiceError('forbidden', problem);
  }
  const isOwn = origin === undefined ? request.headers['sec-fetch-site'] === 'same-origin' : origin === own;
  if (!isOwn) throw new ServiceError('forbidden', 'This request does not come from the inbox of this service.');
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
