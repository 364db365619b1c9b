import {existsSync, statSync} from 'node:fs';
import {resolve, sep} from 'node:path';
import fastifyStatic from '@fastify/static';
import type {Routes} from './parts.js';
import {setEmbedPagePolicy} from './security-headers.js';
import type {FastifyReply} from 'fastify';
import type {ServerResponse} from 'node:http';

/** The folders of built files, as absolute paths. A folder may be built later. */
export interface StaticFolders {
  /** The element: `helpshift-chat.js` and its chunks. */
  readonly element: string;
  /** The inbox: `index.html` and its files. */
  readonly inbox: string;
  /** The demo page. Absent: the service has none. */
  readonly demo?: string | undefined;
}

/** Rollup's `name-[hash].js`: its content never changes. */
const HASHED_FILE = /-[\w-]{8}\.js$/;
const ENTRY = 'helpshift-chat.js';
/** A second address of the drop-in script: sites that come from Helpshift change only the host. */
const LATEST_SCRIPT = /^latest\/(?=webChat\.js$)/;

/** The demo of the embed code has a policy of its own. */
const EMBED_PAGE = 'web-chat.html';
/** By their addresses. */
const DEMO_PAGES = new Map([
  ['', 'index.html'],
  ['web-chat', EMBED_PAGE],
]);

export async function staticRoutes(
  routes: Routes,
  {element, inbox, demo}: StaticFolders,
  publicOrigin: string | undefined,
): Promise<void> {
  for (const [name, folder] of Object.entries({element, inbox, demo})) {
    if (folder !== undefined && !existsSync(folder))
      routes.log.warn({folder}, `the ${name} is not built: 404 until it is`);
  }
  await routes.register(fastifyStatic, {
    serve: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
  });
  const hidden = {schema: {hide: true}};
  const demoPage = (file: string): string | undefined => {
    const page = DEMO_PAGES.get(file) ?? file;
    return demo !== undefined && hasFile(demo, page) ? page : undefined;
  };
  const elementFile = (file: string): string => file.replace(LATEST_SCRIPT, '');

  routes.get('/inbox', hidden, (_request, reply) => sendPage(reply, 'index.html', inbox));
  routes.get<{Params: {'*': string}}>(
    '/inbox/*',
    {...hidden, config: {hasFile: (file) => hasFile(inbox, file || 'index.html')}},
    (request, reply) => sendPage(reply, request.params['*'] || 'index.html', inbox),
  );
  routes.get<{Params: {'*': string}}>(
    '/*',
    {...hidden, config: {hasFile: (file) => demoPage(file) !== undefined || hasFile(element, elementFile(file))}},
    (request, reply) => {
      const file = request.params['*'];
      const page = demoPage(file);
      if (demo === undefined || page === undefined) return sendElement(reply, elementFile(file), element);
      if (page === EMBED_PAGE) setEmbedPagePolicy(reply, publicOrigin);
      return sendPage(reply, page, demo);
    },
  );
}

/** Sends a file of the service's own pages. Browsers validate it each time by its ETag. */
function sendPage(reply: FastifyReply, file: string, folder: string): FastifyReply {
  setHeaders(reply.raw, {'cache-control': 'no-cache', vary: 'accept-encoding'});
  return reply.sendFile(file, folder);
}

/** Sends a file of the element, which any site may load. */
function sendElement(reply: FastifyReply, file: string, folder: string): FastifyReply {
  if (!hasFile(folder, file)) {
    if (file === ENTRY) reply.log.warn({folder}, `${file} is not built`);
    reply.callNotFound();
    return reply;
  }
  const isHashed = HASHED_FILE.test(file);
  setHeaders(reply.raw, {
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    vary: 'accept-encoding',
    'access-control-allow-origin': '*',
  });
  reply.header('cross-origin-resource-policy', 'cross-origin');
  return reply.sendFile(file, folder);
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/**
 * Whether the folder has this file. Always false outside the folder, so that an answer never shows which files exist
 * there.
 */
function hasFile(folder: string, file: string): boolean {
  const path = resolve(folder, file);
  if (!path.startsWith(resolve(folder) + sep)) return false;
  try {
    return statSync(path).isFile();
  } catch {
    return false; // The file is missing, or its name is no valid file name.
  }
}
