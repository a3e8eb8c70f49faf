/** Values of the flags of clusters, and the words for those that cannot be used. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../../errors.ts'
import { readOptions, type FlagContext, type TypedFlags } from '../flag.ts'
import { KIND_FLAGS } from './kind/flags.ts'
import { kubeconfigOptions } from './kubeconfig/flags.ts'
import { datapathDescriptions } from './mesh/all-meshes.ts'
import { meshes } from './mesh/shipped-meshes.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-options-'))
  file = join(folder, 'values.yaml')
  writeFileSync(file, '{}')
  mkdirSync(join(folder, 'charts'))
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
  const typed = { '--context': ['mine'], '--mesh-values': [`cilium=${file}`] }
  expect(refusal(onKubeconfig, typed)).toMatch(
    /^--mesh-values is for meshes that hopbench installs.*→ add --install-meshes/s,
  )
  expect(onKubeconfig({ ...typed, '--install-meshes': [] }).meshValues).toEqual({ cilium: [file] })
})

test('a cluster that exists has to be named', () => {
  for (const typed of [{}, { '--context': [''] }])
    expect(refusal(onKubeconfig, typed)).toContain('hopbench never takes the current context by itself')
})

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
