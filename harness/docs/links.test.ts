/** That every link, script and page that the pages and the code name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { anchorsOf, PAGES, readPage, ROOT, withoutCode } from './pages.ts'

/** Pages name this folder; it is not in a fresh clone, where these tests must hold too. */
const MADE_BY_SET_UP = 'bpf/.output'

/** What is wrong with a link from a page, or from the root; null where it leads somewhere. */
function problemOf(from: string, link: string): string | null {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from : normalize(join(dirname(from), path))
  if (!existsSync(join(ROOT, target))) return `${from}: ${link} leads nowhere`
  if (anchor === undefined || anchorsOf(readPage(target)).includes(anchor)) return null
  return `${from}: ${link} names a heading that is not there`
}

test.each(PAGES)('every relative link of %s leads somewhere', (page) => {
  const links = [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
  const relative = links.filter((link) => !/^[a-z]+:/.test(link))
  expect(relative.flatMap((link) => problemOf(page, link) ?? [])).toEqual([])
})

const SHIPPED = ['sample', 'sample-kind'].flatMap((run) =>
  ['index.html', 'for-architects.html'].map((page) => join('reports', run, page)),
)

test.each(SHIPPED)('every relative link of %s, which is shipped, leads somewhere', (page) => {
  const html = readFileSync(join(ROOT, page), 'utf8')
  const links = [...html.matchAll(/<a [^>]*href="?([^"># ]+)/g)].map(([, link]) => link!)
  const relative = links.filter((link) => !/^[a-z]+:/.test(link))
  expect(relative).not.toEqual([])
  expect(relative.filter((link) => !existsSync(join(ROOT, dirname(page), decodeURI(link))))).toEqual([])
})

test.each(PAGES)('every npm script that %s names is there', (page) => {
  const named = [...readPage(page).matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, script]) => script!)
  expect(named.filter((script) => !(script in packageJson.scripts))).toEqual([])
})

test.each(PAGES.filter((page) => page !== 'CHANGELOG.md'))('every file that %s names is there', (page) => {
  const named = [...readPage(page).matchAll(/`((?:harness|bpf|clusters|docs|scenarios)\/[\w./-]+)`/g)]
  const files = named.map(([, file]) => file!).filter((file) => file !== MADE_BY_SET_UP)
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
})

test('every page that the code names is there, with its heading', () => {
  const problems = sources().flatMap((file) =>
    [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(
        /\b((?:docs\/|[a-z]+\/(?=README))[A-Za-z]+\.md(?:#[a-z0-9-]+)?)/g,
      ),
    ]
      .map(([, page]) => problemOf('.', page!))
      .flatMap((problem) => (problem === null ? [] : [`${file}${problem.slice(1)}`])),
  )
  expect(problems).toEqual([])
})

test('no comment cites a page outside the repository', () => {
  const citing = sources()
    .filter((file) => join(ROOT, file) !== import.meta.filename)
    .filter((file) => /\bdesign [0-9(]|\bresearch[,/ ]/.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(citing).toEqual([])
})

const sources = (): string[] =>
  ['harness', 'bpf'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs|[ch])$/.test(file) && !file.startsWith('.output'))
      .map((file) => join(folder, file)),
  )
