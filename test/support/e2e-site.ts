/** A customer's site: its own origin, plain HTML pages, and the strictest policy that the chat allows. */
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface SitePage {
  /** Attributes of the tag. */
  readonly chat: Readonly<Record<string, string>>;
  /** The URL of the script. */
  readonly serviceUrl: string;
  /** The Content Security Policy. Default: only what the chat needs. `''`: none. */
  readonly policy?: string;
  /** The body of the page. Default: a heading. */
  readonly content?: string;
}

export interface Site {
  readonly origin: string;
  /** @returns Its address. */
  publish(page: SitePage): string;
  /** Adds a page that has no tag, and no policy. @returns Its address. */
  publishHtml(html: string): string;
  /** Adds a script file to the site, for example a service worker. @returns Its address. */
  publishScript(code: string): string;
  stop(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  const pages = new Map<string, SitePage>();
  const documents = new Map<string, string>();
  const scripts = new Map<string, string>();
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '');
    if (script !== undefined) {
      response.setHeader('content-type', 'text/javascript').end(script);
      return;
    }
    const html = documents.get(request.url ?? '');
    if (html !== undefined) {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
      return;
    }
    const page = pages.get(request.url ?? '');
    if (!page) {
      // Browsers request an icon on their own.
      response.writeHead(204).end();
      return;
    }
    const policy = page.policy ?? strictPolicy(page.serviceUrl);
    if (policy) response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', 'text/html; charset=utf-8').end(toHtml(page));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    publish(page) {
      const path = `/${randomUUID()}`;
      pages.set(path, page);
      return origin + path;
    },
    publishHtml(html) {
      const path = `/${randomUUID()}`;
      documents.set(path, html);
      return origin + path;
    },
    publishScript(code) {
      const path = `/${randomUUID()}.js`;
      scripts.set(path, code);
      return origin + path;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function strictPolicy(serviceUrl: string): string {
  return [
    "default-src 'self'",
    `script-src ${serviceUrl}`,
    'img-src blob:',
    `connect-src ${serviceUrl} ${serviceUrl.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

function toHtml({chat, serviceUrl, content = '<h1>A small shop</h1>'}: SitePage): string {
  const attributes = Object.entries(chat).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>A small shop</title>
    <script type="module" src="${serviceUrl}/helpshift-chat.js"></script>
  </head>
  <body>
    <main>${content}</main>
    <helpshift-chat${attributes.join('')}></helpshift-chat>
  </body>
</html>
`;
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
