import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import {substituteModules} from './scripts/substitute-modules.mjs';
import {
  bundledLicences,
  chunkGraph,
  compactLiterals,
  compressedCopies,
  takeBackVersionMark,
} from './scripts/rollup-plugins.mjs';

/**
 * `pure_getters`: a getter must not be read for its effect alone. `inline`, `sequences`: what is written twice, and statements
 * in place of comma expressions, compress better.
 */
const COMPRESS = {passes: 5, keep_fargs: false, pure_getters: true, unsafe: true, inline: 1, sequences: false};

/** @param {import('rollup').RollupLog} warning */
function failOnWarning(warning) {
  // TypeBox's own files import each other.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('/node_modules/typebox/')))
    return;
  throw new Error(warning.message);
}

/**
 * @param {Record<string, string>} input
 * @param {string} dir
 * @param {string} tsconfig
 * @param {import('rollup').Plugin[]} plugins
 * @returns {import('rollup').RollupOptions}
 */
function browserBundle(input, dir, tsconfig, plugins = []) {
  return {
    input,
    // A façade for the entry's exports would be one more request.
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir,
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      generatedCode: {preset: 'es2015', symbols: false},
      externalLiveBindings: false,
      freeze: false,
    },
    plugins: [
      nodeResolve({browser: true, exportConditions: ['production']}),
      substituteModules(),
      esbuild({target: 'es2022', tsconfig}),
      compactLiterals(),
      takeBackVersionMark(),
      terser({module: true, ecma: 2020, compress: COMPRESS, format: {comments: false}}),
      compressedCopies(),
      bundledLicences(),
      ...plugins,
    ],
    onwarn: failOnWarning,
  };
}

/**
 * The drop-in script: one file for a `<script>` without a type. It holds no code of other packages.
 *
 * @param {string} dir
 * @returns {import('rollup').RollupOptions}
 */
function classicScript(dir) {
  return {
    input: {webChat: 'src/web-chat/script.ts'},
    output: {dir, format: 'iife', strict: false, generatedCode: {preset: 'es2015', symbols: false}},
    plugins: [
      nodeResolve({browser: true}),
      esbuild({target: 'es2022', tsconfig: 'tsconfig.json'}),
      terser({ecma: 2020, compress: COMPRESS, format: {comments: false}}),
      compressedCopies(),
    ],
    onwarn: failOnWarning,
  };
}

const ADVICE = {'helpshift-chat-advice': 'src/web-chat/advice.ts'};

export default [
  // What the package holds, for a site that copies the files or takes them from a CDN: the site names the service.
  browserBundle({'helpshift-chat': 'src/index.ts', ...ADVICE}, 'dist/bundle', 'tsconfig.json'),
  // What the service serves, for a site with one tag: the script knows where it came from.
  browserBundle({'helpshift-chat': 'src/served.ts', ...ADVICE}, 'service/dist/element', 'tsconfig.json', [
    chunkGraph('service/dist/element-graph.json'),
  ]),
  ...['dist/bundle', 'service/dist/element'].map(classicScript),
  browserBundle({main: 'service/inbox/main.ts'}, 'service/dist/inbox', 'service/inbox/tsconfig.json'),
];
