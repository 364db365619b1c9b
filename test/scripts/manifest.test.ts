import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {ClassDeclaration, CustomElement, Package} from 'custom-elements-manifest/schema.js';
import {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {LANGUAGES} from '../../src/element/i18n/languages/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** In the place of the analyzer: finds one element with one method. */
const ANALYZER = `#!${process.execPath}
const {writeFileSync} = require('node:fs');
const element = {
  kind: 'class',
  name: 'Example',
  tagName: 'helpshift-chat',
  members: [{kind: 'method', name: 'shout', description: 'Shouts.'}],
};
const folder = process.argv[process.argv.indexOf('--outdir') + 1];
writeFileSync(folder + '/custom-elements.json', JSON.stringify({modules: [{declarations: [element]}]}));
`;

const PLACES = ['attributes', 'methods', 'state', 'events', 'custom properties', 'parts'];

describe('npm run manifest', () => {
  let folder: string;

  const write = () => execFileSync(process.execPath, ['scripts/manifest.mjs'], {cwd: folder});
  const check = () => spawnSync(process.execPath, ['scripts/manifest.mjs', '--check'], {cwd: folder, encoding: 'utf8'});
  const spoil = (file: string) =>
    writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replace('Shouts.', 'Whispers.'));

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    for (const path of ['scripts', 'node_modules/.bin']) mkdirSync(join(folder, path), {recursive: true});
    for (const name of ['manifest.mjs', 'readme-tables.mjs', 'run.mjs']) {
      copyFileSync(`${ROOT}scripts/${name}`, join(folder, 'scripts', name));
    }
    symlinkSync(`${ROOT}node_modules/prettier`, join(folder, 'node_modules/prettier'));
    writeFileSync(join(folder, 'node_modules/.bin/cem'), ANALYZER);
    chmodSync(join(folder, 'node_modules/.bin/cem'), 0o755);
    const places = PLACES.map((name) => `<!-- ${name} -->\n\n<!-- /${name} -->\n`);
    writeFileSync(join(folder, 'README.md'), `# Example\n\n${places.join('\n')}`);
    write();
  });

  after(() => rmSync(folder, {recursive: true}));

  it('writes the manifest and the tables, and finds them fresh', () => {
    assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /^\| `shout\(\)` \| Shouts\. \|$/m);
    assert.equal(check().status, 0);
  });

  for (const file of ['README.md', 'custom-elements.json']) {
    it(`finds a stale ${file}, leaves it to its author, and makes it fresh on request`, () => {
      spoil(file);
      const {status, stderr} = check();
      assert.equal(status, 1);
      assert.equal(stderr.trim(), `${file} is stale: run "npm run manifest" and commit it`);
      assert.match(readFileSync(join(folder, file), 'utf8'), /Whispers/);
      write();
      assert.equal(check().status, 0);
    });
  }
});

describe('custom-elements.json', () => {
  const manifest = JSON.parse(readFileSync(`${ROOT}custom-elements.json`, 'utf8')) as Package;
  const element = manifest.modules
    .flatMap(({declarations = []}) => declarations as (ClassDeclaration & Partial<CustomElement>)[])
    .find(({tagName}) => tagName === 'helpshift-chat');
  const attributes = element?.attributes ?? [];
  const attribute = (wanted: string) => attributes.find(({name}) => name === wanted);

  it('lists all attributes, each described', () => {
    assert.deepEqual(
      attributes.map(({name}) => name),
      HelpshiftChat.observedAttributes,
    );
    assert.deepEqual(
      attributes.filter(({description}) => !description),
      [],
    );
  });

  it('lists the values of attributes, and their defaults', () => {
    const codes = ['en', ...Object.keys(LANGUAGES), 'browserDefault'].map((code) => `'${code}'`);
    assert.deepEqual([attribute('language')?.type?.text, attribute('language')?.default], [codes.join(' | '), 'en']);
    assert.deepEqual(
      [attribute('position')?.type?.text, attribute('position')?.default],
      ["'bottom-right' | 'bottom-left' | 'top-left' | 'top-right'", 'bottom-right'],
    );
    const switches = attributes.filter(({type}) => type?.text === 'boolean');
    assert.deepEqual(
      switches.map(({name, default: initial}) => [name, initial]),
      [
        ['clear-anonymous-user-on-login', 'false'],
        ['full-privacy', 'false'],
        ['hide-launcher', 'false'],
        ['full-screen', 'false'],
        ['no-keep-open', 'false'],
        ['initiate-chat-on-load', 'false'],
      ],
    );
  });

  it('has the attributes and events of the JSX types in docs/frameworks.md', () => {
    const file = readFileSync(`${ROOT}docs/frameworks.md`, 'utf8');
    const named = (type: string) => {
      const union = new RegExp(`^type ${type} =([^;]*);`, 'm').exec(file)?.[1] ?? '';
      return [...union.matchAll(/'([^']*)'/g)].map(([, name]) => name).sort();
    };
    const namesOf = (all: readonly {readonly name: string}[] = []) => all.map(({name}) => name).sort();
    assert.deepEqual(named('Text'), namesOf(attributes.filter(({type}) => type?.text !== 'boolean')));
    assert.deepEqual(named('Switch'), namesOf(attributes.filter(({type}) => type?.text === 'boolean')));
    assert.deepEqual(named('Event'), namesOf(element?.events));
  });
});
