import { expect, test } from 'vitest'
import { hueSchema } from '../../results/record.ts'
import { colourVariables, styleOf } from './palette.ts'
import { THEMES } from './theme.ts'

/** One datapath of each colour that there is. */
const DATAPATHS = hueSchema.options.map((hue) => ({ name: `in-${hue}`, hue }))

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, two: string): number {
  const [dark, light] = [luminance(one), luminance(two)].toSorted((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

test.each(['light', 'dark'] as const)(
  'text in the colour of any datapath can be read on the %s page',
  (theme) => {
    const colours = [...colourVariables(DATAPATHS, theme).matchAll(/#\w{6}/g)].map(([hex]) => hex)
    expect(colours).toHaveLength(DATAPATHS.length)
    for (const colour of colours) expect(contrast(colour, THEMES[theme]['page']!)).toBeGreaterThanOrEqual(4.5)
  },
)

test('datapaths of one run differ in colour, dash and shape, not in colour alone', () => {
  const styles = DATAPATHS.map(styleOf)
  expect(new Set(styles.map(({ colour }) => colour)).size).toBe(DATAPATHS.length)
  expect(new Set(styles.map(({ dash, shape }) => `${dash.join()} ${shape}`)).size).toBe(DATAPATHS.length)
})
