/** What all datapaths of all providers say of themselves, held together. */
import { describe, expect, test } from 'vitest'
import { NEED_NAMES } from '../system/needs.ts'
import { providers } from './index.ts'

const [netns, ...clusters] = providers.map(({ datapaths }) => datapaths)
const byName = (name: string) => clusters[0]!.find((datapath) => datapath.name === name)!

describe.each(providers.map(({ name, datapaths }) => [name, datapaths] as const))('%s', (_, datapaths) => {
  test('gives each datapath a name and a label of its own', () => {
    expect(new Set(datapaths.map(({ name }) => name)).size).toBe(datapaths.length)
    expect(new Set(datapaths.map(({ label }) => label)).size).toBe(datapaths.length)
  })

  test('is modelled only by an emulation that there is, and by each only once', () => {
    const modelledBy = datapaths.flatMap((datapath) => datapath.modelledBy ?? [])
    const emulations = netns!.map(({ name }) => name)
    expect(modelledBy.filter((name) => !emulations.includes(name))).toEqual([])
    expect(new Set(modelledBy).size).toBe(modelledBy.length)
  })

  test('names needs that doctor probes, and rivals that there are', () => {
    const known: string[] = NEED_NAMES
    expect(datapaths.flatMap(({ needs }) => needs).filter((need) => !known.includes(need))).toEqual([])
    const rivals = datapaths.flatMap((datapath) => datapath.rivals)
    const meant = datapaths.flatMap(({ name, modelledBy }) => [name, modelledBy])
    expect(rivals.filter((rival) => !meant.includes(rival))).toEqual([])
  })
})

test('every datapath on network namespaces has a colour of its own', () => {
  expect(new Set(netns!.map(({ hue }) => hue)).size).toBe(netns!.length)
})

test('a mesh looks like its emulation, is held against the same rivals and is as quick', () => {
  expect(byName('istio-sidecar')).toMatchObject({ hue: 'orange', rivals: ['ebpf'], quick: true })
  expect(byName('istio-sidecar-mtls')).toMatchObject({ hue: 'magenta', rivals: ['ebpf'], quick: false })
  expect(byName('cilium')).toMatchObject({ hue: 'blue', rivals: [], quick: true })
})

test('a mesh that nothing models keeps what its file says', () => {
  expect(byName('linkerd')).toMatchObject({
    label: 'Linkerd',
    noun: "Linkerd's sidecar",
    hue: 'violet',
    rivals: [],
    quick: false,
    fidelity: { product: { name: 'Linkerd', version: 'edge-26.8.3' } },
  })
})
