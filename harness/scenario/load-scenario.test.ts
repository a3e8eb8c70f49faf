/** Bad scenarios as a user would write them, and the messages for them. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../errors.ts'
import type { KnownDatapaths } from './datapath-names.ts'
import { shippedScenarios, findScenario } from './find-scenario.ts'
import { loadScenario, parseScenario } from './load-scenario.ts'
import { refusalOf } from '../testing/refusal.ts'

const REAL = [
  { name: 'direct' },
  { name: 'istio-sidecar', modelledBy: 'sidecar' },
  { name: 'cilium', modelledBy: 'ebpf' },
  { name: 'cilium-quiet', modelledBy: 'ebpf' },
]
const DATAPATHS: KnownDatapaths = {
  provider: 'netns',
  here: [
    { name: 'direct' },
    { name: 'kube-proxy-iptables' },
    { name: 'sidecar', seeing: ['nothing', 'requests', 'metrics', 'tracing'] },
    { name: 'sidecar-mtls', takesPolicyRules: true },
    { name: 'ebpf', seeing: ['connections', 'nothing'], takesPolicyRules: true },
  ],
  elsewhere: [{ provider: 'kind', datapaths: REAL }],
}
const WITH_GATEWAY: KnownDatapaths = {
  ...DATAPATHS,
  here: [...DATAPATHS.here, { name: 'gateway', hasReplicas: true }],
}
const ON_KIND: KnownDatapaths = {
  provider: 'kind',
  here: REAL,
  elsewhere: [{ provider: 'netns', datapaths: DATAPATHS.here }],
}

const GOOD = `description: A question
topology:
  services:
    orders:
      steps:
        - call: stock
    stock: {}
  page:
    - call: orders
loads:
  - pagesPerSecond: 200
arms: [sidecar, ebpf]
`

/** The message for a scenario that is correct except for one replaced text. */
function refusal(replaced: string, by: string, known = DATAPATHS): string {
  if (!GOOD.includes(replaced)) throw new Error(`the good scenario has no ${replaced}`)
  try {
    parseScenario('my/bad.yaml', GOOD.replace(replaced, by), known)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error('the scenario was accepted')
}

test('a good scenario has its defaults filled in, its name from the file, and the baseline with its twin first', () => {
  const scenario = parseScenario('my/good.yaml', GOOD, DATAPATHS)
  expect(scenario.name).toBe('good')
  expect(scenario.rounds).toBe(24)
  expect(scenario.clientPlacement).toBe('beside')
  expect(scenario.topology.services['stock']).toEqual({ namespace: 'default', steps: [], responseBytes: 512 })
  expect(scenario.loads).toEqual([
    { name: 'steady', pagesPerSecond: 200, connection: 'keep-alive', warmUp: 300, measure: 1000 },
  ])
  expect(scenario.arms.map((arm) => arm.name)).toEqual(['direct', 'direct-again', 'sidecar', 'ebpf'])
})

test.each(shippedScenarios())('the shipped scenario %s is good', (name) => {
  const scenario = loadScenario(findScenario(name), WITH_GATEWAY)
  expect(scenario.name).toBe(name)
})

test('a file that is not there is named', () => {
  expect(refusalOf(() => loadScenario(join('no', 'such.yaml'), DATAPATHS))).toMatch(/no\/such\.yaml.*\n {2}→/)
})

describe('a wrong shape is told with line, column, path, value and what is expected', () => {
  test('an unknown field, with the one that was meant and the line itself', () => {
    expect(refusal('    stock: {}', '    stock: { respnseBytes: 12 }')).toBe(
      [
        'my/bad.yaml:7:14  topology.services.stock.respnseBytes  is not a field here (namespace, steps, responseBytes); did you mean "responseBytes"?',
        '  6 |         - call: stock',
        '  7 |     stock: { respnseBytes: 12 }',
        '    |              ^',
        '  → scenarios/README.md describes every field; nothing has been started',
      ].join('\n'),
    )
  })
  test('an unknown field of a step, among those of the step that was meant', () => {
    expect(refusal('- call: stock', '- { call: stock, bytes: 1 }')).toContain(
      'my/bad.yaml:6:26  topology.services.orders.steps[0].bytes  is not a field here',
    )
  })
  test('a wrong type', () => {
    expect(refusal('stock: {}', 'stock: { responseBytes: many }')).toContain(
      'my/bad.yaml:7:29  topology.services.stock.responseBytes  must be a number, but is "many"',
    )
  })
  test('a rate of 0', () => {
    expect(refusal('pagesPerSecond: 200', 'pagesPerSecond: 0')).toContain(
      'my/bad.yaml:11:21  loads[0].pagesPerSecond  must be more than 0, but is 0',
    )
  })
  test('a rate that is neither a number nor auto', () => {
    expect(refusal('pagesPerSecond: 200', 'pagesPerSecond: fast')).toContain(
      'loads[0].pagesPerSecond  must be "auto" or a number, but is "fast"',
    )
  })
  test('a duration without its unit', () => {
    for (const [written, value] of [
      ['5', '5'],
      ['"5"', '"5"'],
      ['~', 'null'],
    ])
      expect(refusal('pagesPerSecond: 200', `pagesPerSecond: 200\n    measure: ${written}`)).toContain(
        `my/bad.yaml:12:14  loads[0].measure  must be a duration with its unit, such as 5s or 500ms, but is ${value}\n`,
      )
  })
  test('a word that is not among the choices, with the one that was meant', () => {
    expect(refusal('pagesPerSecond: 200', 'pagesPerSecond: 200\n    connection: keepalive')).toContain(
      'must be "keep-alive" or "per-request", but is "keepalive"; did you mean "keep-alive"?',
    )
  })
  test('an unknown clientPlacement', () => {
    expect(refusal('arms:', 'clientPlacement: awy\narms:')).toContain(
      'my/bad.yaml:12:18  clientPlacement  must be "beside" or "away", but is "awy"; did you mean "away"?',
    )
  })
  test('a missing field, at the mapping that lacks it', () => {
    expect(refusal('description: A question\n', '')).toContain(
      'my/bad.yaml:1:1  description  must be text, but is missing',
    )
  })
  test('a service name that is none', () => {
    expect(refusal('stock: {}', 'Stock_1: {}')).toContain(
      'my/bad.yaml:7:5  topology.services.Stock_1  must be lower-case letters, digits and dashes, at most 32',
    )
  })
  test('an empty file', () => {
    expect(refusal(GOOD, '')).toContain('must be a mapping, but is null')
  })
  test('a file that is not YAML', () => {
    expect(refusal('page:', 'page: [')).toMatch(/my\/bad\.yaml:\d+:\d+ {2}is not YAML: /)
  })
  test('all problems at once', () => {
    const message = refusal('stock: {}\n  page:', 'stock: { steps: 3, namespace: A }\n  pages:')
    expect(message).toMatch(/^[34] problems in the scenario/)
    expect(message).toContain('steps  must be a list, but is 3')
    expect(message).toContain('did you mean "page"?')
  })
})

describe('arms', () => {
  test('an unknown datapath, with the one that was meant', () => {
    expect(refusal('[sidecar, ebpf]', '[sidcar, ebpf]')).toContain(
      'my/bad.yaml:12:8  arms[0].datapath  names the unknown datapath sidcar; known are direct, kube-proxy-iptables, sidecar, sidecar-mtls, ebpf; did you mean "sidecar"?',
    )
  })
  test('two arms of one name', () => {
    expect(refusal('[sidecar, ebpf]', '[sidecar, ebpf, sidecar]')).toContain(
      'my/bad.yaml:12:23  arms[2]  is a second arm called sidecar',
    )
  })
  test('two arms of one datapath are told apart by their options', () => {
    const text = GOOD.replace(
      '[sidecar, ebpf]',
      '[direct, ebpf, { datapath: ebpf, fillerServices: 10 }, { datapath: ebpf, seeing: nothing }, { datapath: sidecar, seeing: tracing }]',
    )
    expect(parseScenario('x.yaml', text, DATAPATHS).arms.map((arm) => arm.name)).toEqual([
      'direct',
      'direct-again',
      'ebpf',
      'ebpf-10',
      'ebpf-nothing',
      'sidecar-tracing',
    ])
  })
  test('to ask for what a datapath makes visible anyway is no option', () => {
    const text = GOOD.replace(
      '[sidecar, ebpf]',
      '[{ datapath: sidecar, seeing: nothing }, { datapath: ebpf, seeing: connections }]',
    )
    const arms = parseScenario('x.yaml', text, DATAPATHS).arms.slice(2)
    expect(arms.map(({ name, seeing }) => [name, seeing])).toEqual([
      ['sidecar', undefined],
      ['ebpf', undefined],
    ])
    expect(refusal('[sidecar, ebpf]', '[sidecar, { datapath: sidecar, seeing: nothing }]')).toContain(
      'is a second arm called sidecar',
    )
  })
  test('what a datapath cannot make visible is refused, with what it can', () => {
    expect(refusal('[sidecar, ebpf]', '[{ datapath: ebpf, seeing: tracing }]')).toContain(
      'my/bad.yaml:12:34  arms[0].seeing  is tracing, which ebpf cannot make visible on provider netns; it can: connections, nothing',
    )
    expect(refusal('[sidecar, ebpf]', '[{ datapath: sidecar, seeing: requests }]', ON_KIND)).toContain(
      'arms[0].seeing  is requests, which istio-sidecar cannot make visible on provider kind; it can: nothing',
    )
  })
  test('a number of gateways for a datapath that has none, with the datapath that has', () => {
    expect(refusal('[sidecar, ebpf]', '[{ datapath: ebpf, gatewayReplicas: 2 }]', WITH_GATEWAY)).toContain(
      'my/bad.yaml:12:43  arms[0].gatewayReplicas  is not for ebpf: with provider netns, only gateway can be told how many gateways to have; remove it',
    )
    expect(refusal('[sidecar, ebpf]', '[{ datapath: ebpf, gatewayReplicas: 2 }]', ON_KIND)).toContain(
      'is not for cilium: with provider kind, no datapath can be told how many gateways to have',
    )
    const text = GOOD.replace('[sidecar, ebpf]', '[gateway, { datapath: gateway, gatewayReplicas: 2 }]')
    expect(parseScenario('x.yaml', text, WITH_GATEWAY).arms.map(({ name }) => name)).toEqual([
      ...['direct', 'direct-again', 'gateway', 'gateway-2-replicas'],
    ])
  })
  test('rules of policy for a datapath that enforces none, with the datapaths that do', () => {
    const parse = (arms: string) =>
      parseScenario('my/bad.yaml', GOOD.replace('[sidecar, ebpf]', arms), DATAPATHS).arms.at(-1)
    expect(parse('[{ datapath: ebpf, policyRules: 10 }]')).toMatchObject({ name: 'ebpf-10-rules' })
    for (const datapath of ['kube-proxy-iptables', 'direct'])
      expect(() => parse(`[{ name: x, datapath: ${datapath}, policyRules: 10 }]`)).toThrow(
        `arms[0].policyRules  cannot be given to ${datapath}, which enforces no policy that hopbench writes: give it to sidecar-mtls or ebpf`,
      )
    expect(() => parse('[{ datapath: ebpf, policyRules: 1001 }]')).toThrow('arms[0].policyRules')
    expect(refusal('[sidecar, ebpf]', '[{ datapath: cilium-quiet, policyRules: 10 }]', ON_KIND)).toContain(
      'no datapath of provider kind does; leave it out',
    )
  })
  test('a datapath that only another provider has, with who has it and what emulates it here', () => {
    expect(refusal('[sidecar, ebpf]', '[cilium]')).toContain(
      'arms[0].datapath  names cilium, which provider netns does not have; --provider kind has it; here ebpf emulates it; known here are direct, kube-proxy-iptables',
    )
    expect(refusal('[sidecar, ebpf]', '[sidecar, kube-proxy-iptables]', ON_KIND)).toContain(
      'arms[1].datapath  names kube-proxy-iptables, which provider kind does not have; --provider netns has it; known here are direct, istio-sidecar',
    )
  })
  test('the name of an emulation means the first real one that it emulates, and the arm is called after that', () => {
    const text = GOOD.replace(
      '[sidecar, ebpf]',
      '[sidecar, { datapath: ebpf, fillerServices: 10 }, { name: ours, datapath: ebpf }, cilium-quiet]',
    )
    const arms = parseScenario('x.yaml', text, ON_KIND).arms.map(({ name, datapath }) => [name, datapath])
    expect(arms).toEqual([
      ['direct', 'direct'],
      ['direct-again', 'direct'],
      ['istio-sidecar', 'istio-sidecar'],
      ['cilium-10', 'cilium'],
      ['ours', 'cilium'],
      ['cilium-quiet', 'cilium-quiet'],
    ])
  })
  test('a datapath under its own name and under that of its emulation is twice the same', () => {
    expect(refusal('[sidecar, ebpf]', '[sidecar, istio-sidecar]', ON_KIND)).toContain(
      'is a second arm called istio-sidecar',
    )
  })
  test('two loads of one name', () => {
    expect(refusal('arms:', '  - pagesPerSecond: 50\narms:')).toContain(
      'my/bad.yaml:12:5  loads[1]  is a second load called steady',
    )
  })
})

test('mistakes in the topology carry the place of the call', () => {
  expect(refusal('- call: stock', '- call: stok')).toContain(
    'my/bad.yaml:6:17  topology.services.orders.steps[0].call  calls stok, which is not a service of this topology; did you mean "stock"?',
  )
})
