/**
 * Room that text takes in a drawing. Without a canvas nobody can measure it, and the reader's font is not known: these are
 * widths of an average letter in the widest of the fonts that the page asks for, as a share of the font's size.
 */
const REGULAR = 0.58
const BOLD = 0.65

/** Width in pixels, on the wide side. */
export const textWidth = (text: string, fontSize: number, weight: 'regular' | 'bold' = 'regular'): number =>
  text.length * fontSize * (weight === 'bold' ? BOLD : REGULAR)
