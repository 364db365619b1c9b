import {readFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import {nodeResolve} from '@rollup/plugin-node-resolve';
import {rollup} from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import {brotli} from '../scripts/rollup-plugins.mjs';
import {ROOT} from '../scripts/run.mjs';

const BUNDLE_FILE = /^(\/other)?\/([\w-]+\.js)$/;

export interface PageServer {
  readonly origin: string;
  close(): void;
}

/**
 * Serves small pages that differ only in their script and tag, compressed alike and never cached: `/0` for the first of
 * `pages`, `/bare.js` and `/lit.js` from bench/pages, and the built element's files.
 *
 * @param pages - The markup of each page's body.
 * @param otherBundle - A folder with another build of the element, served below `/other`.
 */
export async function servePages(port: number, pages: readonly string[], otherBundle?: string): Promise<PageServer> {
  const scripts = new Map([
    ['/bare.js', await bundle('bench/pages/bare.ts')],
    ['/lit.js', await bundle('bench/pages/lit.ts')],
  ]);
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const page = pages[Number(path.slice(1))];
    if (page !== undefined)
      return answer(response, 'text/html', `<!doctype html><html lang="en"><title>.</title>${page}`);
    const [, isOther, file] = BUNDLE_FILE.exec(path) ?? [];
    const folder = isOther ? otherBundle : `${ROOT}service/dist/element`;
    const script = scripts.get(path) ?? (file && folder && readFileSync(`${folder}/${file}.br`));
    if (script) return answer(response, 'text/javascript', script);
    return response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {origin: `http://localhost:${port}`, close: () => server.close()};
}

function answer(response: ServerResponse, type: string, content: string | Uint8Array): void {
  const encoding = typeof content === 'string' ? {} : {'content-encoding': 'br'};
  response.writeHead(200, {'content-type': type, 'cache-control': 'no-store', ...encoding}).end(content);
}

async function bundle(input: string): Promise<Uint8Array> {
  const plugins = [nodeResolve({exportConditions: ['production']}), esbuild({target: 'es2022', minify: true})];
  const build = await rollup({input: ROOT + input, plugins});
  const {output} = await build.generate({format: 'es'});
  return brotli(output[0].code);
}
