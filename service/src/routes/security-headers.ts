import type {Routes} from './parts.js';
import type {FastifyReply} from 'fastify';

// lit makes one Trusted Types policy, `lit-html`, for its own templates.
const PAGE_RULES = [
  "default-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
];
const TRUSTED_TYPES = ["require-trusted-types-for 'script'", 'trusted-types lit-html'];
const PAGE_POLICY = [...PAGE_RULES, ...TRUSTED_TYPES].join('; ');

/** For the demo of the embed code, which sets the address of a script as a text. */
export const EMBED_PAGE_POLICY = PAGE_RULES.join('; ');

const POLICY_HEADER = 'content-security-policy';
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Sets the headers of every answer. A plugin for each route would cost a good part of Fastify's throughput. */
export function addSecurityHeaders(routes: Routes): void {
  routes.addHook('onSend', async (_request, reply) => setSecurityHeaders(reply));
}

/** Sets the headers of one answer. Called directly for the few answers that pass no hook. */
export function setSecurityHeaders(reply: FastifyReply): void {
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
  // A 304 has no content type, and a browser replaces the kept headers of the page by those of the 304.
  if (reply.statusCode !== 304 && !reply.hasHeader(POLICY_HEADER))
    reply.header(POLICY_HEADER, isPage ? PAGE_POLICY : DATA_POLICY);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('referrer-policy', 'no-referrer');
  if (isPage) {
    reply.header('cross-origin-opener-policy', 'same-origin');
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  }
  // The default: a user's messages must not stay in the browser's cache after log-out.
  const isCacheSet = reply.hasHeader('cache-control') || reply.raw.hasHeader('cache-control');
  if (!isCacheSet) reply.header('cache-control', 'no-store');
  if (!reply.hasHeader('cross-origin-resource-policy')) reply.header('cross-origin-resource-policy', 'same-origin');
}
