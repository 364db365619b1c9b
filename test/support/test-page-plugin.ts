/**
 * For @web/test-runner: pages under the strictest policy that the element promises to work with, each with a copy of the
 * modules of its own, some of which a test can keep from loading. See test/support/strict-page.ts.
 */
import {text} from 'node:stream/consumers';
import type {Middleware} from '@web/dev-server-core';

const PAGE = /^\/test-page\/([\w-]+)\/$/;
const MODULES = /^\/test-page\/([\w-]+)(\/.+)$/;
const FAULTS = '/faults.json';

const policy = (serviceOrigin: string): string =>
  [
    "default-src 'self'",
    `connect-src 'self' ${serviceOrigin} ${serviceOrigin.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');

/** @param serviceUrl where the chats of these pages find their service */
export function testPages(serviceUrl: () => string): Middleware {
  /** The ends of the paths that do not load, by page. */
  const faults = new Map<string, string[]>();

  return async (context, next) => {
    const page = PAGE.exec(context.path)?.[1];
    if (page !== undefined) {
      context.set('content-security-policy', policy(new URL(serviceUrl()).origin));
      context.type = 'html';
      const script = `<script type="module" src="/test-page/${page}/src/index.ts"></script>`;
      context.body = `<!doctype html><html lang="en"><title>A strict page</title>${script}<body></body></html>`;
      return;
    }
    const [, id = '', path = ''] = MODULES.exec(context.path) ?? [];
    if (path === FAULTS) {
      faults.set(id, JSON.parse(await text(context.req)) as string[]);
      context.status = 204;
    } else if (faults.get(id)?.some((end) => path.endsWith(end))) {
      // As a lost network does it. An answer would be kept by the browser.
      context.respond = false;
      context.req.socket.destroy();
    } else {
      if (path) context.path = path;
      await next();
    }
  };
}
