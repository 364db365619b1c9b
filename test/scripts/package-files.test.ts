import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {describe, it} from 'node:test';
import {ROOT} from '../../scripts/run.mjs';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

describe('the published files', () => {
  const paths = publishedFiles();
  const files = new Map(paths.map((path) => [path, readFileSync(ROOT + path, 'utf8')]));

  it('exist: the package and its bundle', () => {
    for (const path of ['dist/index.js', 'dist/index.d.ts', 'dist/bundle/helpshift-chat.js']) {
      assert.ok(files.has(path), path);
    }
  });

  it('contain no path of the build computer', () => {
    const folder = ROOT.replace(/\/$/, '');
    const withPath = paths.filter((path) => files.get(path)?.includes(folder) || files.get(path)?.includes('file:///'));
    assert.deepEqual(withPath, []);
  });

  it('name only source maps that exist and contain their sources', () => {
    const dangling = [...files].flatMap(([path, content]) =>
      mapsNamedIn(content)
        .map((name) => posix.join(posix.dirname(path), name))
        .filter((map) => !isWhole(files.get(map))),
    );
    assert.deepEqual(dangling, []);
  });

  it('contain no build record of the compiler', () => {
    assert.deepEqual(
      paths.filter((path) => path.endsWith('.tsbuildinfo')),
      [],
    );
  });
});

/** The files that `npm publish` would send. */
function publishedFiles(): string[] {
  // Lifecycle scripts would build the package again.
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{files}] = JSON.parse(output) as [{files: {path: string}[]}];
  return files.map(({path}) => path);
}

function mapsNamedIn(content: string): string[] {
  return [...content.matchAll(/^\/\/# sourceMappingURL=(\S+)$/gm)].map(([, name = '']) => name);
}

/** Whether a source map contains its sources: the sources themselves are not published. */
function isWhole(map: string | undefined): boolean {
  if (map === undefined) return false;
  const {sources, sourcesContent = []} = JSON.parse(map) as SourceMap;
  return sources.length > 0 && sources.every((_source, index) => typeof sourcesContent[index] === 'string');
}
