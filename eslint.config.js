import tseslint from 'typescript-eslint'

/** design: main → commands → {scenario, plan, providers, load, account, results} → system; stats and report read records only. */
const arrows = {
  system: [
    'scenario',
    'plan',
    'providers',
    'load',
    'account',
    'results',
    'stats',
    'report',
    'commands',
    'workload',
  ],
  scenario: ['providers', 'load', 'account', 'results', 'stats', 'report', 'commands', 'workload', 'system'],
  plan: ['providers', 'load', 'account', 'report', 'commands', 'workload', 'system'],
  results: ['providers', 'load', 'account', 'stats', 'report', 'commands', 'workload'],
  stats: ['providers', 'load', 'account', 'plan', 'report', 'commands', 'workload', 'system'],
  report: ['providers', 'load', 'account', 'plan', 'commands', 'workload', 'system'],
  // Two pure pieces of stats are shared: one definition of a quantile, one of seeded randomness.
  load: [
    'providers',
    'account',
    'stats(?!/(quantile|seeded-random)\\.ts)',
    'report',
    'commands',
    'workload',
    'plan',
  ],
  account: ['providers', 'load', 'stats', 'report', 'commands', 'workload', 'plan'],
  providers: ['stats', 'report', 'commands', 'plan'],
  workload: [
    'scenario',
    'providers',
    'load',
    'account',
    'results',
    'stats',
    'report',
    'commands',
    'plan',
    'system',
  ],
}

export default tseslint.config(
  { ignores: ['node_modules', 'results', 'reports', 'bpf/.output'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  ...Object.entries(arrows).map(([folder, forbidden]) => ({
    files: [`harness/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
              message: `harness/${folder} may not import this folder (docs/architecture.md, import arrows).`,
            },
          ],
        },
      ],
    },
  })),
)
