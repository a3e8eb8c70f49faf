/**
 * Estimates the width of text in a drawing. There is no canvas to measure text with, and the reader's font is not known.
 * The constants are the width of an average letter in the widest font that the page asks for, as a share of the font size.
 */
const REGULAR = 0.58
const BOLD = 0.65

/** Estimated width in pixels, more often too wide than too narrow. */
export const textWidth = (text: string, fontSize: number, weight: 'regular' | 'bold' = 'regular'): number =>
  text.length * fontSize * (weight === 'bold' ? BOLD : REGULAR)
