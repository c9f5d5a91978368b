import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders of src, lowest first: a folder may import itself and what stands before it. */
const floors = [
  ['core/errors', 'core/ports'],
  ['core/ssh'],
  ['core/engine', 'core/clientFiles'],
  ['core/container', 'core/forwards'],
  ['core/editorServer'],
  ['core/attach'],
  ['core/doctor'],
  ['cli', 'extension'],
];

/** Neighbours of a lower floor that a folder has no business with. */
const strangers = {
  'core/container': ['core/clientFiles'],
  'core/forwards': ['core/clientFiles'],
};

const last = (folder) => folder.split('/').at(-1);

/** For each folder of src, the folders that it must not import. */
const boundaries = floors.flatMap((floor, index) =>
  floor.map((folder) => {
    const above = floors.slice(index + 1).flat();
    const beside = floor.filter((other) => other !== folder);
    const forbidden = [...above, ...beside, ...(strangers[folder] ?? [])];
    return {
      files: [`src/${folder}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            paths: folder === 'extension' ? [] : ['vscode'],
            patterns: forbidden.map((other) => ({
              group: [`**/${last(other)}/**`],
              message: `src/${folder} must not import src/${other} (docs/architecture.md).`,
            })),
          },
        ],
      },
    };
  }),
);

export default tseslint.config(
  {
    ignores: ['dist/', '.tsbuild/', '.lab/', '.cache/', 'test/e2e/companion/', 'src/noEditor.d.ts'],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  ...tseslint.configs.stylisticTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  ...boundaries,
);
