import type { Descriptor, Hue } from '../../results/record.ts'

/**
 * Colour, dash and shape of each datapath, the same in all drawings and tables. The hues follow Okabe and Ito (2008), so that
 * colour-blind readers can tell them apart. They are darkened or lightened until text in them has a contrast of 4.5:1 on
 * the page, which a test checks.
 */
export interface DatapathStyle {
  /** CSS variable, such as "var(--dp-sidecar)", so that one drawing serves light, dark and print. */
  colour: string
  /** Vega's strokeDash; [] is a solid line. */
  dash: number[]
  shape: string
}

interface Ink {
  light: string
  dark: string
  dash: number[]
  shape: string
}

const INKS: Record<Hue, Ink> = {
  grey: { light: '#59636e', dark: '#a9b3bf', dash: [], shape: 'circle' },
  ochre: { light: '#7a6100', dark: '#d9b83a', dash: [1.5, 2.5], shape: 'square' },
  blue: { light: '#0067a8', dark: '#5bb4ee', dash: [6, 3], shape: 'triangle-up' },
  orange: { light: '#b94a00', dark: '#ff8f47', dash: [], shape: 'diamond' },
  magenta: { light: '#9c3a86', dark: '#e79bd2', dash: [7, 2, 1.5, 2], shape: 'triangle-down' },
  green: { light: '#00745a', dark: '#3ccca3', dash: [3, 2], shape: 'cross' },
  violet: { light: '#5a4fb3', dark: '#b0a6ff', dash: [9, 3], shape: 'triangle-right' },
  brick: { light: '#8a3b3b', dark: '#f09a9a', dash: [2, 4], shape: 'triangle-left' },
  olive: { light: '#5b6b12', dark: '#b9cc5a', dash: [4, 4], shape: 'square' },
  teal: { light: '#1f6f8b', dark: '#6cc5de', dash: [10, 2], shape: 'diamond' },
  rose: { light: '#a3315f', dark: '#ff9cc0', dash: [1.5, 4], shape: 'triangle-up' },
  brown: { light: '#6b4a2b', dark: '#d3a878', dash: [5, 2, 1.5, 2], shape: 'circle' },
  navy: { light: '#30508f', dark: '#93b4f5', dash: [8, 4], shape: 'triangle-down' },
}

/** The plain colour value of a hue, for things that belong to no datapath. */
export const inkOf = (hue: Hue, theme: 'light' | 'dark'): string => INKS[hue][theme]

/** The part of a datapath's description that decides how the datapath is drawn. */
type Drawn = Pick<Descriptor, 'name' | 'hue'>

export const styleOf = ({ name, hue }: Drawn): DatapathStyle => ({
  colour: `var(--dp-${cssName(name)})`,
  dash: INKS[hue].dash,
  shape: INKS[hue].shape,
})

/** CSS declarations of the datapaths' colours for one theme. */
export const colourVariables = (datapaths: readonly Drawn[], theme: 'light' | 'dark'): string =>
  datapaths.map(({ name, hue }) => `--dp-${cssName(name)}:${INKS[hue][theme]};`).join('')

const cssName = (datapath: string): string => datapath.replace(/[^a-z0-9-]/gi, '-')
