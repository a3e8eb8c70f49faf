import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules', 'results', 'reports', 'bpf/.output'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': [
        'error',
        {
          // A clone in "/srv/my bench" would be looked for in "/srv/my%20bench".
          selector: "MemberExpression[property.name='pathname'][object.callee.name='URL']",
          message:
            'The path of a file beside this one is join(import.meta.dirname, …): a URL writes blanks as %20.',
        },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
)
