/** The result of `npm pack`, installed and bundled in a site's folder, as a site does it. */
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import {nodeResolve} from '@rollup/plugin-node-resolve';
import {build, type BuildOptions} from 'esbuild';
import {rollup, type OutputOptions} from 'rollup';
import {ROOT} from '../../scripts/run.mjs';
import type {TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {Visitor} from '../support/e2e-visitor.js';

const run = promisify(execFile);

/** `bundle` bundles `main.js` into a folder. `isModule`: the page loads the result as a module. */
interface Bundler {
  readonly isModule: boolean;
  bundle(site: string, outDir: string): Promise<unknown>;
}

const withEsbuild = (isModule: boolean, options: BuildOptions): Bundler => ({
  isModule,
  bundle: (site, outdir) =>
    build({
      absWorkingDir: site,
      entryPoints: ['main.js'],
      outdir,
      bundle: true,
      minify: true,
      sourcemap: true,
      logLevel: 'silent',
      ...options,
    }),
});

const withRollup = (isModule: boolean, options: OutputOptions): Bundler => ({
  isModule,
  async bundle(site, dir) {
    const onwarn = ({message}: {message: string}) => assert.fail(message);
    const bundle = await rollup({input: join(site, 'main.js'), plugins: [nodeResolve({browser: true})], onwarn});
    await bundle.write({dir, sourcemap: true, ...options});
    await bundle.close();
  },
});

const BUNDLERS: Readonly<Record<string, Bundler>> = {
  'rollup-es': withRollup(true, {format: 'es'}),
  'rollup-iife': withRollup(false, {format: 'iife', inlineDynamicImports: true}),
  'esbuild-esm': withEsbuild(true, {format: 'esm', splitting: true}),
  'esbuild-iife': withEsbuild(false, {format: 'iife'}),
  'esbuild-cjs': withEsbuild(false, {format: 'cjs'}),
};

describe('the packed package', () => {
  const system = useSystem();
  let folder: string;
  let site: string;
  let server: Server;
  let origin: string;
  let app: TestApp;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'helpshift-chat-package-'));
    site = join(folder, 'site');
    await install(site);
    server = createServer((request, response) => {
      const {pathname} = new URL(request.url ?? '', 'http://site');
      const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
      readFile(site + pathname).then(
        (file) => response.writeHead(200, {'content-type': type}).end(file),
        () => response.writeHead(204).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await system().createApp({origins: [origin]});
  });

  after(async () => {
    server?.closeAllConnections();
    server?.close();
    await rm(folder, {recursive: true, force: true});
  });

  for (const [name, bundler] of Object.entries(BUNDLERS)) {
    it(`works when ${name} bundles it: a message is sent, stored and answered`, async () => {
      await bundler.bundle(site, join(site, name));
      await writeFile(join(site, `${name}.html`), toPage(name, bundler, app, system().url));
      const visitor = system().watch(await Visitor.open(system().browser, `${origin}/${name}.html`));
      await visitor.openChat();
      await visitor.write(`Bundled by ${name}.`);
      await system().answer(`Bundled by ${name}.`, 'It is stored.');
      await eventuallyEqual(() => visitor.messages(), [`user: Bundled by ${name}.`, 'agent: It is stored.']);
      visitor.assertContent();
      await assertFindableSources(join(site, name));
    });
  }

  it('reports a missing service-url with the remedy, also in a format without import.meta', async () => {
    const {domain, platformId} = app;
    const html = toPage('esbuild-iife', {isModule: false}, app, system().url).replace(/ service-url="[^"]*"/, '');
    assert.ok(!html.includes('service-url') && html.includes(domain) && html.includes(platformId));
    await writeFile(join(site, 'forgotten.html'), html);
    const visitor = system().watch(await Visitor.open(system().browser, `${origin}/forgotten.html`));
    visitor.expectComplaints(/CONFIGURATION_INVALID SERVICE_URL_MISSING Set service-url/);
    const report = {error: 'CONFIGURATION_INVALID', reason: 'SERVICE_URL_MISSING'};
    await eventuallyEqual(() => visitor.eventsNamed('webchatruntimeerror'), [report]);
    await eventually(() => assert.equal(visitor.complaints.length, 1));
  });

  it('lists every file that registers an element in `sideEffects`, so that bundlers keep it', async () => {
    const installed = join(site, 'node_modules/helpshift-chat');
    const {sideEffects} = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
      sideEffects: string[];
    };
    const named = sideEffects.map(toPattern);
    const dropped: string[] = [];
    for (const file of await filesBelow(installed, /\.js$/)) {
      const registers = (await readFile(join(installed, file), 'utf8')).includes('customElements.define(');
      if (registers && !named.some((pattern) => pattern.test(`./${file}`))) dropped.push(file);
    }
    assert.deepEqual(dropped, []);
  });

  it('contains no build notes, and no path of the build computer', async () => {
    const installed = join(site, 'node_modules/helpshift-chat');
    const files = await filesBelow(installed, /./);
    assert.deepEqual(
      files.filter((file) => /tsbuildinfo|served/.test(file)),
      [],
    );
    for (const file of files) assert.ok(!(await readFile(join(installed, file))).includes(ROOT), file);
  });
});

/** Installs the tarball and its own dependencies only. */
async function install(site: string): Promise<void> {
  const modules = join(site, 'node_modules');
  const target = join(modules, 'helpshift-chat');
  await mkdir(target, {recursive: true});
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', site];
  const {stdout} = await run('npm', pack, {cwd: ROOT});
  const [{filename} = {filename: ''}] = JSON.parse(stdout) as {filename: string}[];
  await run('tar', ['-xzf', join(site, filename), '-C', target, '--strip-components=1']);
  await installDependencies(target, modules, new Set());
  await writeFile(join(site, 'package.json'), JSON.stringify({name: 'site', private: true, type: 'module'}));
  await writeFile(join(site, 'main.js'), "import 'helpshift-chat';\n");
}

async function installDependencies(packageFolder: string, modules: string, installed: Set<string>): Promise<void> {
  const {dependencies = {}} = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    if (installed.has(name)) continue;
    installed.add(name);
    await cp(join(ROOT, 'node_modules', name), join(modules, name), {recursive: true, dereference: true});
    await installDependencies(join(modules, name), modules, installed);
  }
}

function toPage(name: string, {isModule}: Pick<Bundler, 'isModule'>, app: TestApp, serviceUrl: string): string {
  const script = `<script ${isModule ? 'type="module"' : 'defer'} src="/${name}/main.js"></script>`;
  return `<!doctype html><html lang="en"><title>A site</title>${script}<h1>A site</h1>
<helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${serviceUrl}"></helpshift-chat>`;
}

/** Asserts that no file names a path of the build computer, and that the source maps contain all sources. */
async function assertFindableSources(folder: string): Promise<void> {
  for (const file of await filesBelow(folder, /\.(?:js|map)$/)) {
    const text = await readFile(join(folder, file), 'utf8');
    assert.ok(!text.includes(ROOT), `${file} names ${ROOT}`);
    if (!file.endsWith('.map')) continue;
    const {sources, sourcesContent = []} = JSON.parse(text) as {sources: string[]; sourcesContent?: (string | null)[]};
    const lost = sources.filter((source, index) => source.includes('/helpshift-chat/') && !sourcesContent[index]);
    assert.deepEqual(lost, [], `${file} names sources that are nowhere`);
  }
}

async function filesBelow(folder: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Turns a glob of `sideEffects` into a pattern. */
function toPattern(glob: string): RegExp {
  const escaped = glob
    .replaceAll('.', '\\.')
    .replaceAll('**/', '(?:.+/)?')
    .replace(/(?<!\))\*/g, '[^/]*');
  return new RegExp(`^${escaped}$`);
}
