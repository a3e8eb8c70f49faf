/** Parts of a page that are made from the code or from the samples: they stand between two comments that say so. */

const RENEW = 'npx vitest run --project unit harness/docs -u'
const begin = (name: string): string => `<!-- ${name}: generated, renewed by \`${RENEW}\` -->`
const end = (name: string): string => `<!-- end of ${name} -->`

/**
 * The page with its block of that name filled anew.
 * @throws Error where the page has no such block
 */
export function withBlock(page: string, name: string, content: string): string {
  const from = page.indexOf(begin(name))
  const to = page.indexOf(end(name))
  if (from < 0 || to < from) throw new Error(`the page has no block between ${begin(name)} and ${end(name)}`)
  return `${page.slice(0, from)}${begin(name)}\n\n${content}\n\n${page.slice(to)}`
}

/** The page without what stands in such blocks. */
export const withoutBlocks = (page: string): string =>
  page.replaceAll(/<!-- ([\w -]+): generated, [^]*?<!-- end of \1 -->/g, '')

/** Rows of a Markdown table below its titles. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
