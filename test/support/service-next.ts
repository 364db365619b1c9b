/** Builds the service as a next version may be: with more migrations. */
import {mkdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {ROOT} from '../../scripts/run.mjs';

const FOLDER = `${ROOT}.cache/service-next`;
const NEXT_MIGRATIONS = `${ROOT}test/support/next-migrations.ts`;

// As in `scripts/build.mjs`. In parts: what bundles this file would put its own address here.
const REQUIRE = `import {createRequire} from 'node:module'; const require = createRequire(${'import.meta'}.url);`;

/** @returns The program to start. It needs the built pages of `service/dist`. */
export async function buildNextService(): Promise<string> {
  const dist = join(FOLDER, 'dist');
  rmSync(FOLDER, {recursive: true, force: true});
  mkdirSync(dist, {recursive: true});
  for (const folder of ['element', 'inbox']) symlinkSync(`${ROOT}service/dist/${folder}`, join(dist, folder));
  const program = join(dist, 'main.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['service/src/main.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['libsql', 'sharp', 'file-type'],
    banner: {js: REQUIRE},
    logLevel: 'warning',
    plugins: [
      {
        name: 'next-migrations',
        setup: (esbuild) =>
          esbuild.onLoad({filter: /migrations\/list\.ts$/}, ({path}) => ({
            contents: [
              readFileSync(path, 'utf8').replace('export const MIGRATIONS', 'const CURRENT'),
              `import {NEXT_MIGRATIONS} from ${JSON.stringify(NEXT_MIGRATIONS)};`,
              'export const MIGRATIONS = {...CURRENT, ...NEXT_MIGRATIONS};',
            ].join('\n'),
            loader: 'ts',
          })),
      },
    ],
  });
  return program;
}
