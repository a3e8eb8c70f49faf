/** A page in fewer bytes: reports are mailed. A browser shows the same, and the same page gives the same bytes. */

/** A tenth of a pixel, which nobody sees. */
const DIGITS_OF_A_PIXEL = 1

/**
 * Loaded here, because loading takes a tenth of a second, which other commands need not pay. Text is not touched: what was escaped
 * stays escaped.
 */
export async function compact(page: string): Promise<string> {
  const { minify } = await import('html-minifier-next')
  return minify(page, {
    collapseWhitespace: true,
    removeOptionalTags: true,
    removeAttributeQuotes: true,
    decodeEntities: false,
    minifyCSS: true,
    minifySVG: {
      floatPrecision: DIGITS_OF_A_PIXEL,
      plugins: [
        // Titles and patterns of a drawing are named by their ids.
        { name: 'preset-default', params: { overrides: { cleanupIds: false } } },
        // Names of Vega's own parts, which no style names.
        { name: 'removeAttrs', params: { attrs: '*:class:(mark|background|foreground).*' } },
      ],
    },
  })
}
