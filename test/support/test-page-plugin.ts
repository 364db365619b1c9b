/**
 * For @web/test-runner: serves pages under the strictest policy that the element supports. Each page has its own copies
 * of the modules, and a test can block some of them. See test/support/strict-page.ts.
 */
import {text} from 'node:stream/consumers';
import type {Middleware} from '@web/dev-server-core';

const PAGE = /^\/test-page\/([\w-]+)\/$/;
const MODULES = /^\/test-page\/([\w-]+)(\/.+)$/;
const FAULTS = '/faults.json';

/** The name of a page whose policy allows pictures in messages begins so. */
const WITH_PICTURES = 'pictures-';

const policy = (serviceOrigin: string, page: string): string =>
  [
    "default-src 'self'",
    `connect-src 'self' ${serviceOrigin} ${serviceOrigin.replace('http', 'ws')}`,
    ...(page.startsWith(WITH_PICTURES) ? ["img-src 'self' blob:"] : []),
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');

/** @param serviceUrl the service of the chats on these pages */
export function testPages(serviceUrl: () => string): Middleware {
  /** The blocked path endings, by page. */
  const faults = new Map<string, string[]>();

  return async (context, next) => {
    const page = PAGE.exec(context.path)?.[1];
    if (page !== undefined) {
      context.set('content-security-policy', policy(new URL(serviceUrl()).origin, page));
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
      // Breaks the connection like a lost network. The browser would cache an error answer.
      context.respond = false;
      context.req.socket.destroy();
    } else {
      if (path) context.path = path;
      await next();
    }
  };
}
