import {defineConfig, globalIgnores} from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const BROWSER_CODE = ['src/**/*.ts', 'service/inbox/**/*.ts', 'demo/**/*.{js,mjs,ts}'];
const ELEMENTS = ['src/element/**/*.ts', 'service/inbox/**/*.ts'];
const NODE_CODE = ['*.config.mjs', 'scripts/**/*.mjs'];

/** Text never becomes HTML or code, and no style is set by attribute: the pages run under a strict CSP. */
const UNSAFE_PROPERTIES = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc', 'cssText'].map(
  (property) => ({property, message: 'Text is text: use a template, textContent or a stylesheet.'}),
);
const UNSAFE_LIT_IMPORTS = ['unsafe-html', 'unsafe-svg', 'unsafe-mathml', 'style-map'].map((directive) => ({
  group: [`lit/directives/${directive}.js`, `lit-html/directives/${directive}.js`],
  message: 'It breaks a strict Content Security Policy, or makes HTML of text.',
}));

export default defineConfig(
  // Code as sites have it.
  globalIgnores([
    'docs/tokens/',
    'demo/web-chat-embed.js',
    'test/e2e/sites/',
    '**/dist/',
    '**/data/',
    'coverage/',
    '.cache/',
  ]),
  {linterOptions: {reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error'}},
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.check.json', 'service/inbox/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': ['error', ...UNSAFE_PROPERTIES],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', {disallowTypeAnnotations: false}],
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', ignoreRestSiblings: true}],
      // Numbers, and unions of texts, read well in a template.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
      // An async function may be there for its interface.
      '@typescript-eslint/require-await': 'off',
    },
  },
  // The plugins for lint and builds have no types of their own.
  {files: ['*.config.mjs'], extends: [tseslint.configs.disableTypeChecked]},
  {
    files: BROWSER_CODE,
    rules: {
      'no-restricted-imports': ['error', {patterns: UNSAFE_LIT_IMPORTS}],
      'no-restricted-globals': [
        'error',
        ...['event', 'name', 'status', 'localStorage', 'sessionStorage'].map((name) => ({
          name,
          message: 'Not this global: name what is meant, and keep what lasts in IndexedDB.',
        })),
      ],
    },
  },
  {
    files: ELEMENTS,
    extends: [lit.configs['flat/all'], wc.configs['flat/recommended'], wc.configs['flat/best-practice']],
    plugins: {'lit-a11y': litA11y},
    settings: {wc: {elementBaseClasses: ['LitElement', 'ReactiveElement']}},
    rules: {
      ...litA11y.configs.recommended.rules,
      // A name that reads well in HTML says more than the class's.
      'wc/file-name-matches-element': 'off',
      'wc/tag-name-matches-class': 'off',
      'wc/max-elements-per-file': 'error',
      // The registration is a file of its own.
      'wc/define-tag-after-class-definition': 'off',
      'wc/expose-class-on-global': 'off',
      'wc/no-exports-with-element': 'off',
      // lit's own base classes implement each callback; the decorator for queries costs bytes.
      'wc/guard-super-call': 'off',
      'lit/prefer-query-decorators': 'off',
      'lit/no-template-map': 'off',
      'lit/no-template-arrow': 'off',
    },
  },
  {
    files: [
      'src/element/**/*.ts',
      'src/web-chat/**/*.ts',
      'service/inbox/**/*.ts',
      'test/element/**/*.ts',
      'test/support/**/*.ts',
    ],
    rules: {
      // Warnings to the page's developer go through the console.
      'no-console': ['error', {allow: ['warn']}],
    },
  },
  {
    files: [...NODE_CODE, 'bench/**/*.ts', 'service/src/**/*.ts'],
    rules: {'no-console': 'off'},
  },
  // Lit's name for the text of a style sheet that is made of it.
  {files: ['scripts/css-tag.mjs', 'test/scripts/*.ts'], rules: {'no-restricted-properties': 'off'}},
  {
    files: ['**/*.test.ts', 'test/support/**/*.ts'],
    rules: {
      // `describe` and `it` of node:test return promises that its runner waits for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite']},
            // A plugin of @open-wc/testing types every `equal` of chai as a promise; only its own is one.
            {from: 'package', package: 'chai', name: 'Equal'},
          ],
        },
      ],
      // Chai's assertions read as sentences.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
