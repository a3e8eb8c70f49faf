/** Flags of single providers that do not fit, and the words that come back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../errors.ts'
import { NO_PROVIDER_FLAGS } from '../cli/provider-flags.ts'
import { netns } from '../providers/netns/index.ts'
import type { ProviderOptions } from '../providers/provider.ts'
import { checkProviderOptions } from './provider-options.ts'
import { kind, kubeconfig } from './testing/cluster-providers.ts'

const PROVIDERS = [netns, kind, kubeconfig]
type Where = 'netns' | 'kind' | 'kubeconfig'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-options-'))
  file = join(folder, 'values.yaml')
  writeFileSync(file, '{}')
  mkdirSync(join(folder, 'charts'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const check = (provider: Where, options: Partial<ProviderOptions>): ProviderOptions =>
  checkProviderOptions(
    { ...NO_PROVIDER_FLAGS, ...options },
    {
      provider,
      here: PROVIDERS.find(({ name }) => name === provider)!.datapaths,
      elsewhere: PROVIDERS.filter(({ name }) => name !== provider).map(({ name, datapaths }) => ({
        provider: name,
        datapaths,
      })),
    },
  )
const refusal = (provider: Where, options: Partial<ProviderOptions>): string => {
  try {
    check(provider, options)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error('accepted')
}

describe('a flag of another provider is refused with the provider it belongs to', () => {
  test.each<[string, Where, Partial<ProviderOptions>, string]>([
    ['--node-image', 'netns', { nodeImage: 'hopbench/node:v1' }, 'kind'],
    ['--images', 'kubeconfig', { images: '/' }, 'kind'],
    ['--charts', 'netns', { charts: '/' }, 'kind'],
    ['--mesh-values', 'netns', { meshValues: { ebpf: ['x'] } }, 'kind'],
    ['--keep', 'netns', { keep: true }, 'kind'],
    ['--allow-egress', 'kubeconfig', { allowEgress: true }, 'kind'],
    ['--context', 'kind', { context: 'mine' }, 'kubeconfig'],
    ['--kubeconfig', 'netns', { kubeconfig: '/x' }, 'kubeconfig'],
    ['--workload-image', 'kind', { workloadImage: 'x:1' }, 'kubeconfig'],
    ['--install-meshes', 'kind', { installMeshes: true }, 'kubeconfig'],
  ])('%s on %s', (flag, provider, options, owner) => {
    expect(refusal(provider, options)).toBe(
      `${flag} belongs to --provider ${owner}, and this run is on ${provider}\n  → add --provider ${owner}, or leave ${flag} out; nothing has been started`,
    )
  })

  test('charts and values are of use on a cluster that exists where meshes are installed in it', () => {
    const options = { context: 'mine', meshValues: { cilium: [file] } }
    expect(refusal('kubeconfig', options)).toContain(
      '--mesh-values belongs to --provider kind, and to kubeconfig with --install-meshes',
    )
    expect(check('kubeconfig', { ...options, installMeshes: true }).meshValues).toEqual({ cilium: [file] })
  })
})

test('a cluster that exists has to be named', () => {
  for (const options of [{}, { context: '' }])
    expect(refusal('kubeconfig', options)).toContain('hopbench never takes the current context by itself')
})

describe('an image', () => {
  test.each([
    ['hopbench/node', 'has no tag', 'hopbench/node:v1.33.4'],
    ['localhost:5000/node', 'has no tag', 'localhost:5000/node:v1.33.4'],
    ['kindest/node:latest', 'is whatever was built last', 'kindest/node:v1.33.4'],
  ])('%s %s', (nodeImage, why, advice) => {
    const message = refusal('kind', { nodeImage })
    expect(message).toContain(`--node-image ${nodeImage} ${why}`)
    expect(message).toContain(advice)
    expect(refusal('kubeconfig', { context: 'mine', workloadImage: nodeImage })).toContain('--workload-image')
  })
  test.each(['hopbench/node:v1.33.13', 'localhost:5000/node:2', `kindest/node@sha256:${'a'.repeat(64)}`])(
    '%s is a version',
    (nodeImage) => {
      expect(check('kind', { nodeImage })).toMatchObject({ nodeImage })
    },
  )
})

describe('files and folders must be there', () => {
  test.each<[string, (path: string) => Partial<ProviderOptions>, string]>([
    ['--images', (images) => ({ images }), 'it must be a folder of image archives'],
    ['--charts', (charts) => ({ charts }), 'it must be a folder of Helm charts'],
    [
      '--mesh-values cilium',
      (path) => ({ meshValues: { cilium: [path] } }),
      'it must be a file of Helm values',
    ],
  ])('%s', (flag, options, expectation) => {
    const message = refusal('kind', options(join(folder, 'nowhere')))
    expect(message).toContain(`${flag} ${join(folder, 'nowhere')} does not exist\n  → ${expectation}`)
  })
  test('a kubeconfig', () => {
    expect(refusal('kubeconfig', { context: 'mine', kubeconfig: folder })).toContain(
      `--kubeconfig ${folder} is not a file`,
    )
  })
  test('a file where a folder is expected', () => {
    expect(refusal('kind', { charts: file })).toContain(`--charts ${file} is not a folder`)
  })
})

describe('values of a mesh', () => {
  test('for a datapath that is none, with the one that was meant', () => {
    expect(refusal('kind', { meshValues: { 'istio-sidcar': [file] } })).toMatch(
      /--mesh-values names the unknown datapath istio-sidcar; .*did you mean "istio-sidecar"\?/,
    )
  })
  test('under the name of the emulation are those of the real one', () => {
    expect(check('kind', { meshValues: { ebpf: [file], cilium: [file] } }).meshValues).toEqual({
      cilium: [file, file],
    })
  })
})
