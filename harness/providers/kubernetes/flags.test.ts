/** Values of the flags of clusters, and the words for those that cannot be used. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { UsageError, withAdvice } from '../../errors.ts'
import { refusalOf } from '../../testing/refusal.ts'
import { readOptions, type FlagContext, type TypedFlags } from '../flag.ts'
import { writeKubeconfig } from './api/testing/kubeconfig.ts'
import { KIND_FLAGS } from './kind/flags.ts'
import { kind } from './kind/index.ts'
import { kubeconfig } from './kubeconfig/index.ts'
import { loadKubeconfig } from './api/kubeconfig-files.ts'
import { kubeconfigOptions } from './kubeconfig/flags.ts'
import { datapathDescriptions } from './mesh/all-meshes.ts'
import { meshes } from './mesh/shipped-meshes.ts'

let folder: string
let file: string
/** A kubeconfig with a context of that name. */
let mine: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-options-'))
  file = join(folder, 'values.yaml')
  writeFileSync(file, '{}')
  mkdirSync(join(folder, 'charts'))
  writeFileSync(join(folder, 'charts', 'image.tar'), '')
  mine = writeKubeconfig(folder, 'mine', { server: 'https://mine.invalid' })
})
afterAll(() => rmSync(folder, { recursive: true }))

const context = (): FlagContext => ({
  folder,
  datapaths: { provider: 'kind', here: datapathDescriptions(meshes, [], () => []), elsewhere: [] },
})
const onKind = (typed: TypedFlags) => readOptions(KIND_FLAGS, typed, context())
const onKubeconfig = (typed: TypedFlags) => kubeconfigOptions(typed, context())
const refusal = (read: (typed: TypedFlags) => unknown, typed: TypedFlags): string => {
  try {
    read(typed)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error('accepted')
}

test('paths are those of the folder the user was in; what was not given is off', () => {
  expect(onKind({ '--images': ['charts'], '--charts': [join(folder, 'charts')], '--keep': [] })).toEqual({
    nodeImage: undefined,
    images: join(folder, 'charts'),
    charts: join(folder, 'charts'),
    meshValues: {},
    keep: true,
    allowEgress: false,
  })
})

test('charts and values are of use in a cluster that exists where meshes are installed in it', () => {
  const typed = { '--context': ['mine'], '--kubeconfig': [mine], '--mesh-values': [`cilium=${file}`] }
  expect(refusal(onKubeconfig, typed)).toMatch(
    /^--mesh-values is for meshes that hopbench installs.*→ add --install-meshes/s,
  )
  expect(onKubeconfig({ ...typed, '--install-meshes': [] }).meshValues).toEqual({ cilium: [file] })
})

test('a cluster that exists has to be named', () => {
  for (const typed of [{}, { '--context': [''] }])
    expect(refusal(onKubeconfig, typed)).toContain('hopbench never takes the current context by itself')
})

describe('a context is looked for before anything is started', () => {
  test('one that is not there is answered with those that are, and the one that was perhaps meant', () => {
    const words = refusal(onKubeconfig, { '--context': ['mien'], '--kubeconfig': [mine] })
    expect(words).toBe(
      `--context mien: ${mine} has no such context; did you mean "mine"?\n  → there is mine; nothing has been started`,
    )
  })

  test('in every file that KUBECONFIG names; of two of one name the first counts, and a file that is not there none', () => {
    const other = writeKubeconfig(folder, 'other', { server: 'https://other.invalid' })
    const again = join(folder, 'again')
    writeFileSync(again, readFileSync(mine, 'utf8').replace('mine.invalid', 'second.invalid'))
    stubKubeconfig(mine, join(folder, 'nowhere'), other, again)
    expect(onKubeconfig({ '--context': ['other'] }).kubeconfig).toEqual([mine, other, again])
    const server = (context: string) =>
      loadKubeconfig([mine, other, again], context).getCurrentCluster()?.server
    expect([server('mine'), server('other')]).toEqual(['https://mine.invalid', 'https://other.invalid'])
    expect(refusal(onKubeconfig, { '--context': ['third'] })).toContain('→ there are mine, other; nothing')
  })

  test('whose cluster or user is in none of the files', () => {
    const half = join(folder, 'half')
    for (const kind of ['cluster', 'user']) {
      writeFileSync(
        half,
        readFileSync(mine, 'utf8').replace(`"${kind}s":[{"name":"mine"`, `"${kind}s":[{"name":"x"`),
      )
      expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [half] })).toContain(
        `--context mine is of the ${kind} mine, which ${half} has not`,
      )
    }
  })

  test('a file that is none, is empty, or is not there at all', () => {
    const none = join(folder, 'none')
    writeFileSync(none, '[')
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [none] })).toContain(
      `the kubeconfig ${none} cannot be read: `,
    )
    writeFileSync(none, '\n')
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [none] })).toContain(
      'there is none at all',
    )
    stubKubeconfig(join(folder, 'nowhere'))
    expect(refusal(onKubeconfig, { '--context': ['mine'] })).toMatch(
      /^there is no kubeconfig: .*nowhere does not exist\n {2}→ name one with --kubeconfig/,
    )
  })
})

function stubKubeconfig(...files: string[]): void {
  vi.stubEnv('KUBECONFIG', files.join(delimiter))
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe('an image', () => {
  test.each([
    ['hopbench/node', 'has no tag', 'hopbench/node:v1.33.4'],
    ['localhost:5000/node', 'has no tag', 'localhost:5000/node:v1.33.4'],
    ['kindest/node:latest', 'is whatever was built last', 'kindest/node:v1.33.4'],
  ])('%s %s', (image, why, advice) => {
    const message = refusal(onKind, { '--node-image': [image] })
    expect(message).toContain(`--node-image ${image} ${why}`)
    expect(message).toContain(advice)
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--workload-image': [image] })).toContain(
      '--workload-image',
    )
  })
  test.each([
    'registry.example/Name:v1',
    'name:',
    'a b:v1',
    'https://registry.example/name:v1',
    '-x:v1',
    'name@sha256:12',
  ])('%s is not the name of one', (image) => {
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--workload-image': [image] })).toContain(
      `--workload-image "${image}" is not the name of an image`,
    )
  })
  test.each(['hopbench/node:v1.33.13', 'localhost:5000/node:2', `kindest/node@sha256:${'a'.repeat(64)}`])(
    '%s is a version',
    (nodeImage) => {
      expect(onKind({ '--node-image': [nodeImage] })).toMatchObject({ nodeImage })
    },
  )
})

describe('files and folders must be there', () => {
  test.each([
    ['--images', '', 'it must be a folder of image archives'],
    ['--charts', '', 'it must be a folder of Helm charts'],
    ['--mesh-values', 'cilium=', 'it must be a file of Helm values'],
  ])('%s', (flag, before, expectation) => {
    const message = refusal(onKind, { [flag]: [`${before}nowhere`] })
    expect(message).toMatch(flag)
    expect(message).toContain(` ${join(folder, 'nowhere')} does not exist\n  → ${expectation}`)
  })
  test('image archives', () => {
    mkdirSync(join(folder, 'empty', 'istio'), { recursive: true })
    expect(refusal(onKind, { '--images': ['empty'] })).toContain(
      `--images ${join(folder, 'empty')} holds no image archive (*.tar, *.tar.gz), nor does a folder in it`,
    )
  })
  test('the charts of the meshes that are asked for, on either provider', () => {
    const charts = { '--charts': [folder] }
    const onCluster = { ...charts, '--context': ['mine'], '--kubeconfig': [mine], '--install-meshes': [] }
    for (const [provider, typed] of [
      [kind([]), charts],
      [kubeconfig([]), onCluster],
    ] as const) {
      const configured = provider.configure(typed, context())
      const arm = (datapath: string) => [{ name: datapath, datapath, fillerServices: 0, flowEvents: true }]
      expect(refusalOf(() => configured.refuseArms?.(arm('istio-sidecar')))).toMatch(
        new RegExp(`^--charts ${folder} has no chart base-.*\\n {2}→ \`helm pull`),
      )
      expect(() => configured.refuseArms?.(arm('direct'))).not.toThrow()
    }
  })
  test('a kubeconfig', () => {
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [folder] })).toContain(
      `--kubeconfig ${folder} is not a file`,
    )
  })
  test('a file where a folder is expected', () => {
    expect(refusal(onKind, { '--charts': [file] })).toContain(`--charts ${file} is not a folder`)
  })
})

describe('values of a mesh', () => {
  test('by datapath, in the order they were given', () => {
    writeFileSync(join(folder, 'other.yaml'), '{}')
    expect(
      onKind({ '--mesh-values': [`istio-sidecar=values.yaml,cilium=${file}`, 'istio-sidecar=other.yaml'] })
        .meshValues,
    ).toEqual({ 'istio-sidecar': [file, join(folder, 'other.yaml')], cilium: [file] })
  })
  test.each(['istio-sidecar', 'istio-sidecar=', '=values.yaml', 'Istio=x.yaml'])('%s is refused', (text) => {
    expect(refusal(onKind, { '--mesh-values': [text] })).toContain('It must be DATAPATH=FILE')
  })
  test('for a datapath that is none, with the one that was meant', () => {
    expect(refusal(onKind, { '--mesh-values': [`istio-sidcar=${file}`] })).toMatch(
      /--mesh-values names the unknown datapath istio-sidcar; .*did you mean "istio-sidecar"\?/,
    )
  })
  test('under the name of the emulation are those of the real one', () => {
    expect(onKind({ '--mesh-values': [`ebpf=${file}`, `cilium=${file}`] }).meshValues).toEqual({
      cilium: [file, file],
    })
  })
})
