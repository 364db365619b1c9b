import {publicOnly, publishedPaths, returnTypes} from './scripts/manifest-plugins.mjs';

export default {
  // What a page can touch; the elements inside the panel are our own business.
  globs: ['src/index.ts', 'src/element/define.ts', 'src/element/events.ts', 'src/element/helpshift-chat.ts'],
  litelement: true,
  // package.json names the manifest already; the analyzer would write the check's copy into it.
  packagejson: false,
  plugins: [returnTypes(), publicOnly(), publishedPaths()],
};
