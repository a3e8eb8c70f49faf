import type { ArmRecord } from '../../results/record.ts'

/**
 * One colour, dash and shape for each datapath, the same everywhere. Hues after Okabe and Ito (2008), which hold for
 * colour-blind readers; darkened or lightened until text in them has a contrast of 4.5:1 on the page (tested).
 */
export interface DatapathStyle {
  /** CSS variable, such as "var(--dp-sidecar)": one drawing serves light, dark and print. */
  colour: string
  /** Vega's strokeDash; [] is a solid line. */
  dash: number[]
  shape: string
}

interface Hue {
  light: string
  dark: string
  dash: number[]
  shape: string
}

const HUES: Record<string, Hue> = {
  direct: { light: '#59636e', dark: '#a9b3bf', dash: [], shape: 'circle' },
  'kube-proxy-iptables': { light: '#7a6100', dark: '#d9b83a', dash: [1.5, 2.5], shape: 'square' },
  ebpf: { light: '#0067a8', dark: '#5bb4ee', dash: [6, 3], shape: 'triangle-up' },
  sidecar: { light: '#b94a00', dark: '#ff8f47', dash: [], shape: 'diamond' },
  'sidecar-mtls': { light: '#9c3a86', dark: '#e79bd2', dash: [7, 2, 1.5, 2], shape: 'triangle-down' },
}

/** Further datapaths take these in turn. */
const SPARE: Hue[] = [
  { light: '#00745a', dark: '#3ccca3', dash: [3, 2], shape: 'cross' },
  { light: '#5a4fb3', dark: '#b0a6ff', dash: [9, 3], shape: 'triangle-right' },
  { light: '#8a3b3b', dark: '#f09a9a', dash: [2, 4], shape: 'triangle-left' },
  { light: '#5b6b12', dark: '#b9cc5a', dash: [4, 4], shape: 'square' },
  { light: '#1f6f8b', dark: '#6cc5de', dash: [10, 2], shape: 'diamond' },
  { light: '#a3315f', dark: '#ff9cc0', dash: [1.5, 4], shape: 'triangle-up' },
  { light: '#6b4a2b', dark: '#d3a878', dash: [5, 2, 1.5, 2], shape: 'circle' },
  { light: '#30508f', dark: '#93b4f5', dash: [8, 4], shape: 'triangle-down' },
]

/** A datapath of a run, and the one that emulates it. */
type Drawn = Pick<ArmRecord, 'datapath' | 'modelledBy'>

/** Style of each datapath, in order of first appearance. */
export function stylesOf(arms: readonly Drawn[]): Map<string, DatapathStyle> {
  return new Map(
    [...huesOf(arms)].map(([datapath, { dash, shape }]) => [
      datapath,
      { colour: `var(--dp-${cssName(datapath)})`, dash, shape },
    ]),
  )
}

/** Declarations of the datapaths' colours for one theme. */
export function colourVariables(arms: readonly Drawn[], theme: 'light' | 'dark'): string {
  return [...huesOf(arms)].map(([datapath, hue]) => `--dp-${cssName(datapath)}:${hue[theme]};`).join('')
}

/** A product looks like its emulation, so that two reports can be laid side by side. */
function huesOf(arms: readonly Drawn[]): Map<string, Hue> {
  const hues = new Map<string, Hue>()
  let spares = 0
  for (const { datapath, modelledBy } of arms) {
    if (hues.has(datapath)) continue
    const own = HUES[datapath] ?? HUES[modelledBy ?? '']
    const isFree = own && ![...hues.values()].includes(own)
    hues.set(datapath, isFree ? own : SPARE[spares++ % SPARE.length]!)
  }
  return hues
}

const cssName = (datapath: string): string => datapath.replace(/[^a-z0-9-]/gi, '-')
