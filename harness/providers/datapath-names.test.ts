/** Only a datapath's own folder names that datapath. Otherwise somebody who adds a datapath would have to find all other files that list names. */
import { globSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { providers } from './index.ts'

const HARNESS = join(import.meta.dirname, '..')
/** Each datapath on network namespaces has a folder below this one; a mesh has its folder below clusters/. */
const ROOTS = 'providers/netns/datapaths/'

/** Allowed names outside of their folders, each with its reason. `where` is a file below harness/ or, with a slash at the end, a folder. */
const EXCEPTIONS: { where: string; names: string[]; reason: string }[] = [
  { where: 'scenario/arms.ts', names: ['direct'], reason: 'the baseline, which every run has' },
  { where: 'scenario/schema.ts', names: ['direct'], reason: 'tells editors of the baseline' },
  {
    where: 'results/record/descriptor.ts',
    names: ['sidecar', 'gateway'],
    reason: 'families of datapaths',
  },
  { where: 'report/model/resource-cells.ts', names: ['gateway'], reason: 'a family of datapaths' },
  { where: 'report/model/clock/parts-of-page.ts', names: ['gateway'], reason: 'a family of datapaths' },
  {
    where: 'providers/kubernetes/mesh/schema.ts',
    names: ['gateway'],
    reason: 'a field of mesh.yaml: where every call goes',
  },
  {
    where: 'report/glossary/ideas.ts',
    names: ['sidecar'],
    reason: 'a word of the field, which the glossary explains',
  },
  {
    where: 'commands/gate-options.ts',
    names: ['ebpf', 'sidecar'],
    reason: 'the two datapaths of this repository whose code a gate judges when none is named',
  },
  {
    where: 'studies/',
    names: ['ebpf'],
    reason: 'the datapath that the study of gates makes slower, because this repository compiles it',
  },
  {
    where: 'init/sources/mubench.ts',
    names: ['sidecar'],
    reason: 'a field of a work model of µBench: a container beside the service',
  },
  {
    where: 'docs/worked-example.ts',
    names: ['ebpf', 'kube-proxy-iptables'],
    reason: 'the one pair of the sample that the method page works out',
  },
  {
    where: 'results/v1/',
    names: [
      ...['direct', 'kube-proxy-iptables', 'ebpf', 'sidecar', 'sidecar-mtls'],
      ...['istio-sidecar', 'istio-sidecar-mtls', 'cilium'],
    ],
    reason: 'what was known when records of version 1 were written; they know no others',
  },
]

const names = [...new Set(providers.flatMap(({ datapaths }) => datapaths.map(({ name }) => name)))]
  // "observed" is also a field of every proof.
  .filter((name) => name !== 'observed')

interface Found {
  file: string
  line: number
  name: string
}

/** Every datapath name in a file that stands in quotes or as an object key. Comment lines are skipped. */
function namesIn(file: string): Found[] {
  return readFileSync(join(HARNESS, file), 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      /^\s*(\/\*\*|\*|\/\/)/.test(text)
        ? []
        : names
            .filter((name) => new RegExp(`(['"\`])${name}\\1|^\\s*${name}:`).test(text))
            .map((name) => ({ file, line: index + 1, name, text })),
    )
    .filter(({ text }) => !(file.startsWith(ROOTS) && /^ {2}rivals: /.test(text)))
    .map(({ file, line, name }) => ({ file, line, name }))
}

const found = globSync('**/*.{ts,mjs}', { cwd: HARNESS })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('testing/'))
  .flatMap(namesIn)

/** Each datapath's own folder: the folder below `ROOTS` whose describe.ts has the name. */
const ownFolder = new Map(
  found
    .filter(({ file }) => file.startsWith(ROOTS) && file.endsWith('/describe.ts'))
    .map(({ file, name }) => [name, file.slice(0, -'describe.ts'.length)]),
)

const isExcepted = ({ file, name }: Found) =>
  EXCEPTIONS.some(
    ({ where, names }) =>
      names.includes(name) && (where.endsWith('/') ? file.startsWith(where) : file === where),
  )

test('a datapath is named in its own folder and nowhere else', () => {
  const strange = found
    .filter(({ file, name }) => !file.startsWith(ownFolder.get(name) ?? '/'))
    .filter((each) => !isExcepted(each))
  const lines = strange.map(({ file, line, name }) => `${relative('.', join(HARNESS, file))}:${line} ${name}`)
  expect(lines, 'describe it in its own folder, or add an exception with its reason').toEqual([])
})

test.each(EXCEPTIONS)('$where is still an exception: $reason', ({ where, names }) => {
  const there = found.filter(({ file }) => file.startsWith(where)).map(({ name }) => name)
  expect(names.filter((name) => !there.includes(name))).toEqual([])
})
