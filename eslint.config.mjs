import js from '@eslint/js';
import globals from 'globals';

const rules = {
  ...js.configs.recommended.rules,
  'array-callback-return': 'error',
  'consistent-this': 'error',
  'default-case-last': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-constructor-return': 'error',
  'no-eval': 'error',
  'no-implicit-coercion': ['error', { boolean: true, number: true, string: false }],
  'no-new-func': 'error',
  'no-self-compare': 'error',
  'no-shadow': ['error', { hoist: 'never' }],
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unneeded-ternary': 'error',
  'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
  'no-useless-concat': 'error',
  'no-useless-rename': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': ['error', { destructuring: 'all' }],
};

export default [
  { ignores: ['**/node_modules/', 'target/', 'src/main/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  { files: ['webroot/**/*.js'], languageOptions: { globals: globals.browser }, rules },
  { files: ['src/test/js/**/*.js', '*.mjs'], languageOptions: { globals: globals.node }, rules },
];
