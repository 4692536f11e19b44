import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // What uses generated clients is checked where these are generated, by test/generated-clients.spec.ts.
  // The examples are compiled where the package they use is installed: in test/client.
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'examples/', 'test/clients/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off', // Nest's modules are empty classes
      // Entities and contracts are plain data: their classes carry declarations, not behaviour.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['src/docs/page/*.js'], // for browsers
    languageOptions: {
      globals: { SwaggerUIBundle: 'readonly', document: 'readonly', matchMedia: 'readonly' },
    },
  },
);
