/** The pages that people read in the repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Every page, from the root of the repository. */
export const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['bpf', 'clusters', 'scenarios', 'results', 'reports'].map((folder) => `${folder}/README.md`),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

export const readPage = (page: string): string => readFileSync(join(ROOT, page), 'utf8')

/** What stands between fences is no prose. */
export const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, '')

/** Anchors of the headings, as GitHub makes them: lower case, without punctuation, dashes for blanks. */
export const anchorsOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
