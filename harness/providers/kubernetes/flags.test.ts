/** Values of the flags of providers kind and kubeconfig, and the messages for values that cannot be used. */
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
/** A kubeconfig file whose only context is called "mine". */
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

test('relative paths start in the folder of the user; flags that were not given are off', () => {
  expect(onKind({ '--images': ['charts'], '--charts': [join(folder, 'charts')], '--keep': [] })).toEqual({
    nodeImage: undefined,
    images: join(folder, 'charts'),
    charts: join(folder, 'charts'),
    meshValues: {},
    keep: true,
    allowEgress: false,
  })
})

test('in an existing cluster, charts and values are accepted only together with --install-meshes', () => {
  const typed = { '--context': ['mine'], '--kubeconfig': [mine], '--mesh-values': [`cilium=${file}`] }
  expect(refusal(onKubeconfig, typed)).toMatch(
    /^--mesh-values is for meshes that hopbench installs.*→ add --install-meshes/s,
  )
  expect(onKubeconfig({ ...typed, '--install-meshes': [] }).meshValues).toEqual({ cilium: [file] })
})

test('an existing cluster has to be named', () => {
  for (const typed of [{}, { '--context': [''] }])
    expect(refusal(onKubeconfig, typed)).toContain('hopbench never uses the current context by itself')
})

describe('a context is looked for before anything is started', () => {
  test('a missing context is answered with the existing ones, and the one that was probably meant', () => {
    const message = refusal(onKubeconfig, { '--context': ['mien'], '--kubeconfig': [mine] })
    expect(message).toBe(
      `--context mien: ${mine} has no such context; did you mean "mine"?\n  → there is mine; nothing has been started`,
    )
  })

  test('in every file that KUBECONFIG lists: the first of two contexts of one name wins, and a missing file is skipped', () => {
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

  test('a context is refused when its cluster or its user is in none of the files', () => {
    const half = join(folder, 'half')
    for (const kind of ['cluster', 'user']) {
      writeFileSync(
        half,
        readFileSync(mine, 'utf8').replace(`"${kind}s":[{"name":"mine"`, `"${kind}s":[{"name":"x"`),
      )
      expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [half] })).toContain(
        `--context mine refers to the ${kind} mine, which is missing or incomplete in ${half}`,
      )
    }
  })

  test('a file that is no kubeconfig, is empty, or does not exist is refused', () => {
    const none = join(folder, 'none')
    writeFileSync(none, '[')
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [none] })).toContain(
      `the kubeconfig ${none} cannot be read: `,
    )
    writeFileSync(none, '\n')
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--kubeconfig': [none] })).toContain(
      'the file has no context at all',
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
    ['kindest/node:latest', 'is not pinned: latest is whatever was pushed last', 'kindest/node:v1.33.4'],
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
  ])('%s is not a valid image name', (image) => {
    expect(refusal(onKubeconfig, { '--context': ['mine'], '--workload-image': [image] })).toContain(
      `--workload-image "${image}" is not a valid image name`,
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
  test('the charts of the requested meshes, with either provider', () => {
    const charts = { '--charts': [folder] }
    const onCluster = { ...charts, '--context': ['mine'], '--kubeconfig': [mine], '--install-meshes': [] }
    for (const [provider, typed] of [
      [kind([]), charts],
      [kubeconfig([]), onCluster],
    ] as const) {
      const configured = provider.configure(typed, context())
      const arm = (datapath: string) => [{ name: datapath, datapath, fillerServices: 0, policyRules: 0 }]
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
  test('are listed by datapath, in the order in which they were given', () => {
    writeFileSync(join(folder, 'other.yaml'), '{}')
    expect(
      onKind({ '--mesh-values': [`istio-sidecar=values.yaml,cilium=${file}`, 'istio-sidecar=other.yaml'] })
        .meshValues,
    ).toEqual({ 'istio-sidecar': [file, join(folder, 'other.yaml')], cilium: [file] })
  })
  test.each(['istio-sidecar', 'istio-sidecar=', '=values.yaml', 'Istio=x.yaml'])('%s is refused', (text) => {
    expect(refusal(onKind, { '--mesh-values': [text] })).toContain('It must be DATAPATH=FILE')
  })
  test('for an unknown datapath are refused, with the name that was probably meant', () => {
    expect(refusal(onKind, { '--mesh-values': [`istio-sidcar=${file}`] })).toMatch(
      /--mesh-values names the unknown datapath istio-sidcar; .*did you mean "istio-sidecar"\?/,
    )
  })
  test('under the name of an emulation belong to the real datapath', () => {
    expect(onKind({ '--mesh-values': [`ebpf=${file}`, `cilium=${file}`] }).meshValues).toEqual({
      cilium: [file, file],
    })
  })
})
