import {tsImport} from 'tsx/esm/api';
import {publicOnly, publishedPaths, returnTypes} from './scripts/manifest-plugins.mjs';
import {checkedTypes, classAttributes, knownValues} from './scripts/manifest-values.mjs';

const {HelpshiftChat} = await tsImport('./src/element/helpshift-chat.ts', import.meta.url);
const {LANGUAGES} = await tsImport('./src/element/i18n/languages/index.ts', import.meta.url);
const types = checkedTypes();

export default {
  // What a page can touch; the elements inside the panel are our own business.
  globs: ['src/index.ts', 'src/element/define.ts', 'src/element/events.ts', 'src/element/helpshift-chat.ts'],
  litelement: true,
  // package.json names the manifest already; the analyzer would write the check's copy into it.
  packagejson: false,
  overrideModuleCreation: types.createModules,
  plugins: [
    types.plugin,
    knownValues({language: ['en', ...Object.keys(LANGUAGES), 'browserDefault']}),
    classAttributes({HelpshiftChat}),
    returnTypes(),
    publicOnly(),
    publishedPaths(),
  ],
};
