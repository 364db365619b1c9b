import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {CustomElement, Module, Package} from 'custom-elements-manifest/schema.js';

const ANALYZER = fileURLToPath(import.meta.resolve('@custom-elements-manifest/analyzer/cem.js'));
const PLUGINS = new URL('../../scripts/manifest-plugins.mjs', import.meta.url).href;

const ANALYZER_LIMIT_MS = 120_000;

const CONFIG = `
import {publicOnly, publishedPaths, returnTypes} from '${PLUGINS}';
export default {
  globs: ['src/**/*.ts'],
  packagejson: false,
  plugins: [returnTypes(), publicOnly(), publishedPaths()],
};
`;

const EXAMPLE = `
/** @fires {Event} widgettoggle - The window was opened or closed. */
export class Example extends HTMLElement {
  static made = 0;
  shown = 2;
  #inner = 3;
  private own = 4;
  protected updated() {}
  open() {
    this.dispatchEvent(new ToggleEvent('invented'));
  }
  /** @returns How many there are. */
  count(): number {
    return this.#inner + this.own;
  }
}
`;

describe('the plugins for custom-elements.json', () => {
  let folder: string;
  let module: Module;
  let element: CustomElement;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    mkdirSync(join(folder, 'src/element'), {recursive: true});
    writeFileSync(join(folder, 'src/element/example.ts'), EXAMPLE);
    writeFileSync(join(folder, 'config.mjs'), CONFIG);
    // The analyzer would search for a package upwards without end.
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const options = {cwd: folder, timeout: ANALYZER_LIMIT_MS};
    execFileSync(process.execPath, [ANALYZER, 'analyze', '--config', 'config.mjs', '--quiet'], options);
    const manifest = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8')) as Package;
    module = manifest.modules[0] as Module;
    element = module.declarations?.[0] as CustomElement;
  });

  after(() => rmSync(folder, {recursive: true}));

  it('list only the members for pages', () => {
    assert.deepEqual(
      element.members?.map(({name}) => name),
      ['shown', 'open', 'count'],
    );
  });

  it('list only events with a description', () => {
    assert.deepEqual(
      element.events?.map(({name}) => name),
      ['widgettoggle'],
    );
  });

  it('keep the return type of a method with a @returns sentence', () => {
    const count = element.members?.find(({name}) => name === 'count');
    assert.equal(count?.kind === 'method' && count.return?.type?.text, 'number');
  });

  it('name the published file, not the source', () => {
    assert.equal(module.path, 'dist/element/example.js');
    const reference = module.exports?.[0]?.declaration;
    assert.equal(reference && 'module' in reference && reference.module, 'dist/element/example.js');
  });
});
