import {ownOrigin} from './origins.js';
import type {Routes} from './parts.js';
import type {FastifyReply} from 'fastify';

// lit makes one Trusted Types policy, `lit-html`, for its own templates.
const PAGE_RULES = [
  "default-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
];
const TRUSTED_TYPES = ["require-trusted-types-for 'script'", 'trusted-types lit-html'];
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

const POLICY_HEADER = 'content-security-policy';
const RESOURCE_POLICY_HEADER = 'cross-origin-resource-policy';

/** A year. Not for subdomains: they may belong to others, and have no https. */
const TRANSPORT_SECURITY = 'max-age=31536000';

/** The headers of an answer with data. Fastify's answers get them by a hook. */
export function dataHeaders(publicOrigin: string | undefined): Record<string, string> {
  return {
    [POLICY_HEADER]: DATA_POLICY,
    'cache-control': 'no-store',
    [RESOURCE_POLICY_HEADER]: 'same-origin',
    ...commonHeaders(publicOrigin),
  };
}

/** Sets the headers of every answer. A plugin for each route would cost a good part of Fastify's throughput. */
export function addSecurityHeaders(routes: Routes, publicOrigin: string | undefined): void {
  routes.addHook('onSend', async (_request, reply) => setSecurityHeaders(reply, publicOrigin));
}

/** Sets the headers of one answer. Called directly for the few answers that pass no hook. */
export function setSecurityHeaders(reply: FastifyReply, publicOrigin: string | undefined): void {
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
  // A 304 has no content type, and a browser replaces the kept headers of the page by those of the 304.
  if (reply.statusCode !== 304 && !reply.hasHeader(POLICY_HEADER))
    reply.header(POLICY_HEADER, isPage ? pagePolicy(reply, publicOrigin) : DATA_POLICY);
  reply.headers(commonHeaders(publicOrigin));
  if (isPage) {
    reply.header('cross-origin-opener-policy', 'same-origin');
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  }
  // The default: a user's messages must not stay in the browser's cache after log-out.
  const isCacheSet = reply.hasHeader('cache-control') || reply.raw.hasHeader('cache-control');
  if (!isCacheSet) reply.header('cache-control', 'no-store');
  if (!reply.hasHeader(RESOURCE_POLICY_HEADER)) reply.header(RESOURCE_POLICY_HEADER, 'same-origin');
}

/** Sets the policy of the demo of the embed code, which sets the address of a script as a text. */
export function setEmbedPagePolicy(reply: FastifyReply, publicOrigin: string | undefined): void {
  reply.header(POLICY_HEADER, [...PAGE_RULES, connectRule(reply, publicOrigin)].join('; '));
}

function pagePolicy(reply: FastifyReply, publicOrigin: string | undefined): string {
  return [...PAGE_RULES, connectRule(reply, publicOrigin), ...TRUSTED_TYPES].join('; ');
}

/** Lets a page connect with this service alone. Older browsers do not count WebSockets to `'self'`, so their origin is named. */
function connectRule({request}: FastifyReply, publicOrigin: string | undefined): string {
  const own = ownOrigin(request, publicOrigin);
  return own === undefined ? "connect-src 'self'" : `connect-src 'self' ${own.replace(/^http/, 'ws')}`;
}

function commonHeaders(publicOrigin: string | undefined): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(publicOrigin?.startsWith('https:') && {'strict-transport-security': TRANSPORT_SECURITY}),
  };
}
