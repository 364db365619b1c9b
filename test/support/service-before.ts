/** Builds the service as it was before its newest migrations: with fewer of them. */
import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {ROOT} from '../../scripts/run.mjs';
import {MIGRATIONS} from '../../service/src/database/migrations/list.js';

const FOLDER = `${ROOT}.cache/service-before`;

// As in `scripts/build.mjs`. In parts: what bundles this file would put its own address here.
const REQUIRE = `import {createRequire} from 'node:module'; const require = createRequire(${'import.meta'}.url);`;

/** The migrations that `buildServiceBefore` leaves out: one expands the tables, the other one may contract them. */
export const NEWEST_MIGRATIONS = Object.keys(MIGRATIONS).slice(-2);

/** @returns The program to start. It needs the built pages of `service/dist`. */
export async function buildServiceBefore(): Promise<string> {
  const earlier = Object.keys(MIGRATIONS).filter((name) => !NEWEST_MIGRATIONS.includes(name));
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
    external: ['libsql'],
    banner: {js: REQUIRE},
    logLevel: 'warning',
    plugins: [
      {
        name: 'earlier-migrations',
        setup: (esbuild) =>
          esbuild.onLoad({filter: /migrations\/list\.ts$/}, () => ({
            contents: [
              ...earlier.map((name, index) => `import * as migration${index} from './${name}.js';`),
              `export const MIGRATIONS = {${earlier.map((name, index) => `'${name}': migration${index}`).join(', ')}};`,
            ].join('\n'),
            loader: 'ts',
          })),
      },
    ],
  });
  return program;
}
