/**
 * Which room may import which: docs/architecture.md, "Import arrows". Types count like everything else. Tests and their
 * helpers may reach further than what they test, so only circles are refused there.
 */

const TESTS = '(\\.test\\.ts$|/testing/)'
const room = (...names) => `^harness/(${names.join('|')})/`

/** `from` may import only these rooms of harness/, and itself. */
const only = (name, allowed) => ({
  name: `${name}-imports-only`,
  comment: `harness/${name} may import only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: room(name), pathNot: TESTS },
  to: { path: '^harness/', pathNot: `^harness/((${[name, ...allowed].join('|')})/|errors\\.ts$)` },
})

const GROUND = ['schemas', 'numbers', 'words']

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'files that import each other cannot be read one after the other',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-material-in-the-product',
      severity: 'error',
      from: { path: '^harness/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-sibling-datapath',
      comment: 'what two datapaths share lives in netns/{node,netfilter,envoy,identity,bpf,proofs}',
      severity: 'error',
      from: { path: '^harness/providers/netns/datapaths/([^/]+)/', pathNot: TESTS },
      to: {
        path: '^harness/providers/netns/datapaths/([^/]+)/',
        pathNot: '^harness/providers/netns/datapaths/$1/',
      },
    },
    {
      name: 'netns-and-kubernetes-do-not-know-each-other',
      severity: 'error',
      from: { path: '^harness/providers/netns/' },
      to: { path: '^harness/providers/kubernetes/' },
    },
    {
      name: 'kubernetes-and-netns-do-not-know-each-other',
      severity: 'error',
      from: { path: '^harness/providers/kubernetes/' },
      to: { path: '^harness/providers/netns/' },
    },
    {
      name: 'kind-and-kubeconfig-do-not-know-each-other',
      severity: 'error',
      from: { path: '^harness/providers/kubernetes/(kind|kubeconfig)/', pathNot: TESTS },
      to: {
        path: '^harness/providers/kubernetes/(kind|kubeconfig)/',
        pathNot: '^harness/providers/kubernetes/$1/',
      },
    },
    {
      name: 'kubernetes-parts-do-not-know-kind-or-kubeconfig',
      severity: 'error',
      from: { path: '^harness/providers/kubernetes/(?!kind/|kubeconfig/)', pathNot: TESTS },
      to: { path: '^harness/providers/kubernetes/(kind|kubeconfig)/' },
    },
    only('schemas', []),
    only('numbers', []),
    only('words', []),
    only('yaml', [...GROUND, 'system']),
    only('json', [...GROUND, 'yaml']),
    only('policy', ['words', 'yaml']),
    only('workload', []),
    only('system', GROUND),
    only('scenario', [...GROUND, 'yaml']),
    only('results', [...GROUND, 'flows', 'system']),
    only('flows', ['numbers', 'words']),
    only('arm', ['flows', 'results', 'scenario', 'system']),
    only('plan', [...GROUND, 'results', 'scenario']),
    only('load', [...GROUND, 'arm', 'results', 'scenario', 'system', 'workload']),
    only('instruments', [...GROUND, 'arm', 'results', 'scenario', 'system', 'workload']),
    only('providers', [
      ...GROUND,
      'arm',
      'flows',
      'instruments',
      'load',
      'policy',
      'results',
      'scenario',
      'system',
      'workload',
      'yaml',
    ]),
    only('versions', ['results', 'system']),
    only('engine', [...GROUND, 'arm', 'flows', 'instruments', 'load', 'plan', 'results', 'scenario']),
    only('stats', [...GROUND, 'results']),
    only('init', [...GROUND, 'flows', 'json', 'scenario', 'system', 'yaml']),
    only('prices', [...GROUND, 'yaml']),
    only('report', [...GROUND, 'flows', 'prices', 'results', 'stats']),
    only('exchange', [...GROUND, 'flows', 'json', 'report', 'results', 'stats', 'system', 'yaml']),
    only('history', [...GROUND, 'report', 'results', 'stats', 'system']),
    only('validate', [
      ...GROUND,
      'exchange',
      'flows',
      'history',
      'json',
      'policy',
      'prices',
      'providers',
      'results',
      'scenario',
      'stats',
      'system',
      'yaml',
    ]),
    only('completion', ['cli', 'words']),
    only('cli', [...GROUND, 'providers', 'exchange']),
    {
      name: 'nobody-imports-commands',
      severity: 'error',
      from: {
        path: '^harness/',
        pathNot: `(^harness/(main|setup/run-bench|studies/measure-[a-z-]+)\\.ts$|${room('commands')}|${TESTS})`,
      },
      to: { path: room('commands', 'cli'), pathNot: '^harness/cli/.*' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^(harness|vitest\\.config|eslint\\.config)',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
