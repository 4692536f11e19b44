import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // test/clients imports generated code: test/generated-clients.spec.ts generates it and checks both.
  // examples imports the packed client: test/client installs it and compiles them.
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'examples/', 'test/clients/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off', // Nest modules are empty classes
      // Entities and contracts are classes without methods, so spreading an instance loses nothing.
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
    files: ['src/console/page/**/*.js'], // browser scripts
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'location', 'history', 'navigator', 'crypto', 'Event', 'URLSearchParams', 'AbortController'],
          ...['addEventListener', 'removeEventListener', 'scrollTo', 'getSelection', 'clearTimeout', 'Intl'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['src/docs/page/**/*.js'], // browser scripts
    languageOptions: {
      globals: {
        SwaggerUIBundle: 'readonly',
        document: 'readonly',
        Event: 'readonly',
        EventTarget: 'readonly',
        FormData: 'readonly',
        localStorage: 'readonly',
        matchMedia: 'readonly',
        requestAnimationFrame: 'readonly',
        sessionStorage: 'readonly',
      },
    },
  },
);
