/** Light and dark colours of the page, and of things that belong to no datapath. Drawings use them as CSS variables. */
import type { Hue } from '../../results/record.ts'
import { inkOf } from './palette.ts'

export type Theme = 'light' | 'dark'

export const THEMES: Record<Theme, Record<string, string>> = {
  light: {
    page: '#ffffff',
    card: '#f6f7f9',
    ink: '#14171c',
    'ink-soft': '#545d69',
    line: '#e3e6ea',
    'line-strong': '#c4cad2',
    band: '#e9edf1',
    link: '#0b5cad',
    good: '#17713a',
    warn: '#8a5300',
    bad: '#ae1f2d',
    // Parts of the CPU account.
    'part-1': '#dde2e8',
    'part-2': '#b4bfcc',
    'part-3': '#8d9bab',
    'part-4': '#6d7885',
    'part-5': '#93712b',
    'part-6': '#43506a',
    'part-7': '#7d8f6f',
    'part-8': '#cfc6b8',
  },
  dark: {
    page: '#0f1216',
    card: '#171b21',
    ink: '#e9ecf0',
    'ink-soft': '#a2abb7',
    line: '#2a3038',
    'line-strong': '#465060',
    band: '#20262e',
    link: '#7fbcf5',
    good: '#63d08b',
    warn: '#f0b559',
    bad: '#ff8d92',
    'part-1': '#3a434e',
    'part-2': '#566272',
    'part-3': '#76859a',
    'part-4': '#98a6b8',
    'part-5': '#c9a352',
    'part-6': '#8fa3d6',
    'part-7': '#a4b893',
    'part-8': '#6f665a',
  },
}

/** Colours of namespaces in the service graph. They come from the palette of datapaths, because the graph shows no datapaths. */
const NAMESPACES: readonly Hue[] = ['blue', 'orange', 'green', 'magenta']

/** CSS declarations of one theme's colours. */
export const variablesOf = (theme: Theme): string =>
  [
    ...Object.entries(THEMES[theme]),
    ...NAMESPACES.map((hue, index) => [`ns-${index + 1}`, inkOf(hue, theme)]),
  ]
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('')
