import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {ClassDeclaration, CustomElement, Package} from 'custom-elements-manifest/schema.js';

const ANALYZER = fileURLToPath(import.meta.resolve('@custom-elements-manifest/analyzer/cem.js'));
const PLUGINS = new URL('../../scripts/manifest-values.mjs', import.meta.url).href;

const ANALYZER_LIMIT_MS = 120_000;

const CONFIG = `
import {checkedTypes, classAttributes, knownValues} from '${PLUGINS}';
const types = checkedTypes();
const Example = {
  properties: {userId: {}, sideOfPage: {type: 'text'}, mood: {type: 'text'}, isLoud: {type: 'switch'}},
  observedAttributes: ['user-id', 'side-of-page', 'mood', 'is-loud'],
};
export default {
  globs: ['src/index.ts', 'src/element/example.ts'],
  litelement: true,
  packagejson: false,
  overrideModuleCreation: types.createModules,
  plugins: [types.plugin, knownValues({mood: ['calm', 'merry']}), classAttributes({Example})],
};
`;

const EXAMPLE = `
import type {Side} from './side.js';
/**
 * @tag an-example
 * @fires {ShoutEvent} shout - It was loud.
 * @fires {FaultEvent} fault - It has failed.
 * @fires {EndEvent} end - It is over.
 */
export class Example extends HTMLElement {
  static properties = {userId: {}, sideOfPage: {type: 'text'}, mood: {type: 'text'}, isLoud: {type: 'switch'}};
  declare userId: string | null | undefined;
  /** @default 'left' */
  declare sideOfPage: Side | null | undefined;
  declare mood: string | undefined;
  declare isLoud: boolean;
  get phase(): Phase['name'] { return 'new'; }
}
type Phase = {name: 'new'; age: number} | {name: 'old'};
interface Shout { readonly words?: string; readonly how: 'loud' | 'louder' }
type Fault = {code: 'a'; at: number} | {code: 'b'; more?: string; at?: number};
declare global {
  interface GlobalEventHandlersEventMap {
    shout: CustomEvent<Shout>;
    fault: CustomEvent<Fault>;
    end: CustomEvent<null>;
  }
}
`;

describe('the values in custom-elements.json', () => {
  let folder: string;
  let manifest: Package;
  let element: ClassDeclaration & Partial<CustomElement>;

  const analyze = ['analyze', '--config', 'config.mjs', '--quiet'];
  const options = () => ({cwd: folder, timeout: ANALYZER_LIMIT_MS});
  const field = (name: string) => element.members?.find((member) => member.name === name);
  const attribute = (name: string) => element.attributes?.find((attribute) => attribute.name === name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifest-values-'));
    mkdirSync(join(folder, 'src/element'), {recursive: true});
    writeFileSync(join(folder, 'src/index.ts'), "export {Example} from './element/example.js';");
    writeFileSync(join(folder, 'src/element/side.ts'), "export type Side = 'left' | 'right';");
    writeFileSync(join(folder, 'src/element/example.ts'), EXAMPLE);
    writeFileSync(join(folder, 'config.mjs'), CONFIG);
    // The analyzer would search for a package upwards without end.
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    execFileSync(process.execPath, [ANALYZER, ...analyze], options());
    manifest = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8')) as Package;
    element = manifest.modules.flatMap(({declarations = []}) => declarations)[0] as ClassDeclaration;
  });

  after(() => rmSync(folder, {recursive: true}));

  it('name the attributes as the class does', () => {
    assert.deepEqual(
      element.attributes?.map(({name, fieldName}) => [name, fieldName]),
      [
        ['user-id', 'userId'],
        ['side-of-page', 'sideOfPage'],
        ['mood', 'mood'],
        ['is-loud', 'isLoud'],
      ],
    );
    assert.equal((field('userId') as {attribute?: string}).attribute, 'user-id');
  });

  it('list the values behind the name of a type, and those that no type tells', () => {
    assert.deepEqual(field('sideOfPage'), {
      kind: 'field',
      name: 'sideOfPage',
      privacy: 'public',
      type: {text: "'left' | 'right' | null | undefined"},
      default: "'left'",
      attribute: 'side-of-page',
    });
    assert.equal(attribute('mood')?.type?.text, "'calm' | 'merry'");
    const phase = field('phase');
    assert.equal(phase?.kind === 'field' && phase.type?.text, "'new' | 'old'");
  });

  it('give an attribute the type and the default of a text', () => {
    assert.equal(attribute('user-id')?.type?.text, 'string');
    assert.deepEqual(attribute('side-of-page'), {
      name: 'side-of-page',
      type: {text: "'left' | 'right'"},
      default: 'left',
      fieldName: 'sideOfPage',
    });
    assert.deepEqual(attribute('is-loud'), {
      name: 'is-loud',
      type: {text: 'boolean'},
      default: 'false',
      fieldName: 'isLoud',
    });
  });

  it('tell the data of an event, and of data in several forms the keys alone', () => {
    assert.deepEqual(
      element.events?.map((event) => [event.name, (event as {detail?: {text: string}}).detail?.text]),
      [
        ['shout', "{how: 'loud' | 'louder', words?: string}"],
        ['fault', '{code, at?}'],
        ['end', 'null'],
      ],
    );
  });

  it('keep the paths of files that other files import', () => {
    assert.deepEqual(
      manifest.modules.map(({path}) => path),
      ['src/index.ts', 'src/element/example.ts'],
    );
  });

  it('refuse an event that TypeScript does not know', () => {
    writeFileSync(join(folder, 'src/element/example.ts'), EXAMPLE.replace('shout:', 'yell:'));
    const {status, stdout, stderr} = spawnSync(process.execPath, [ANALYZER, ...analyze], {
      ...options(),
      encoding: 'utf8',
    });
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /shout has no line in GlobalEventHandlersEventMap/);
  });
});
