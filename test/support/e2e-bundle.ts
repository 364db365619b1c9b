/** Bundles a site of `test/e2e/sites`, together with the code that the documentation gives to it. */
import {readFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {build, type Loader, type Plugin} from 'esbuild';
import {compileScript, parse} from 'vue/compiler-sfc';
import {ROOT} from '../../scripts/run.mjs';

const DOCUMENT = 'docs/moving-from-helpshift.md';

/** The address of the documentation's examples. */
const EXAMPLE_URL = 'https://chat.example.com';

/** A block of code that begins with a comment with the name of its file. */
const BLOCK = /^```\w+\n(?:\/\/|<!--) (\S+)[^\n]*\n([\s\S]*?)^```$/gm;

/** @returns A module without imports. Its chat is that of the service. */
export async function bundleSite(file: string, serviceUrl: string): Promise<string> {
  const {outputFiles} = await build({
    absWorkingDir: ROOT,
    entryPoints: [`test/e2e/sites/${file}`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    tsconfigRaw: {compilerOptions: {experimentalDecorators: true, useDefineForClassFields: false}},
    alias: {'next/script': './test/e2e/sites/next-script.jsx'},
    logLevel: 'warning',
    plugins: [documentedFiles(), vueComponents()],
  });
  return (outputFiles[0]?.text ?? '').replaceAll(EXAMPLE_URL, serviceUrl);
}

/** `docs:src/x.js` is the file that the document gives under this name. From there, `./y` is another one of them. */
function documentedFiles(): Plugin {
  const files = new Map<string, string>();
  for (const [, name = '', code = ''] of readFileSync(join(ROOT, DOCUMENT), 'utf8').matchAll(BLOCK)) {
    files.set(name, code);
  }
  return {
    name: 'documented-files',
    setup(esbuild) {
      esbuild.onResolve({filter: /^docs:/}, ({path}) => ({path: path.slice('docs:'.length), namespace: 'docs'}));
      esbuild.onResolve({filter: /^\./, namespace: 'docs'}, ({path, importer}) => {
        const wanted = join(importer, '..', path);
        const found = [...files.keys()].find((name) => [name, name.replace(/\.[jt]s$/, '')].includes(wanted));
        return {path: found ?? wanted, namespace: 'docs'};
      });
      esbuild.onLoad({filter: /.*/, namespace: 'docs'}, ({path}) => {
        const code = files.get(path);
        if (code === undefined) return {errors: [{text: `${DOCUMENT} has no ${path}`}]};
        return {...load(path, code), resolveDir: ROOT};
      });
    },
  };
}

function vueComponents(): Plugin {
  return {
    name: 'vue-components',
    setup(esbuild) {
      esbuild.onLoad({filter: /\.vue$/}, ({path}) => load(path, readFileSync(path, 'utf8')));
    },
  };
}

function load(path: string, code: string): {contents: string; loader: Loader} {
  const kind = extname(path).slice(1);
  if (kind !== 'vue') return {contents: code, loader: kind as Loader};
  const {descriptor} = parse(code, {filename: path});
  return {contents: compileScript(descriptor, {id: path, inlineTemplate: true}).content, loader: 'js'};
}
