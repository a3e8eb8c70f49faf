/** Finds `summary.json` in a folder and below. It follows no links and opens nothing but plain files. */
import { readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'

export interface Skipped {
  /** Below the folder that was searched, or that folder. */
  file: string
  reason: string
}

export interface FoundFiles {
  /** Paths below the folder, those with later names first: names of runs begin with the time. */
  files: string[]
  skipped: Skipped[]
}

const NAME = 'summary.json'
/** `<year>/<machine>/<run>` and a few more. */
const DEEPEST = 8
/** Five years of nights on two machines; more would take too long to read and too much memory to hold. */
export const MOST_SUMMARIES = 4000
/** Folders of raw samples are large, and none of their files is looked at. */
const MOST_ENTRIES = 200_000

/**
 * @param folder where to search
 * @throws UsageError where the folder cannot be read. A folder inside that cannot be read is skipped, with the reason.
 */
export function findSummaries(folder: string): FoundFiles {
  const found: FoundFiles = { files: [], skipped: [] }
  const waiting: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
  let seen = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next
    for (const entry of entriesOf(folder, path, found.skipped)) {
      const own = join(path, entry.name)
      if (++seen > MOST_ENTRIES) {
        found.skipped.push({
          file: own,
          reason: `and all after it: more than ${MOST_ENTRIES} files and folders`,
        })
        return found
      }
      if (entry.isDirectory() && entry.name !== NAME) {
        if (depth < DEEPEST) waiting.push({ path: own, depth: depth + 1 })
        else found.skipped.push({ file: own, reason: `lies more than ${DEEPEST} folders deep` })
      } else if (entry.name === NAME) addFile(own, entry, found)
    }
  }
  return found
}

function addFile(file: string, entry: Dirent, { files, skipped }: FoundFiles): void {
  if (entry.isDirectory()) skipped.push({ file, reason: 'is a folder' })
  else if (!entry.isFile()) skipped.push({ file, reason: 'is a link or a device; links are not followed' })
  else if (files.length >= MOST_SUMMARIES)
    skipped.push({
      file,
      reason: `${MOST_SUMMARIES} other runs with later names are shown; keep older ones in a folder of their own`,
    })
  else files.push(file)
}

/** In ascending order, so that the last folder, the newest run, is searched next. */
function entriesOf(folder: string, path: string, skipped: Skipped[]): Dirent[] {
  try {
    return readdirSync(join(folder, path), { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch (error) {
    if (path === '')
      throw new UsageError(
        `${folder} cannot be read: ${messageOf(error)}`,
        'name a folder with reports of runs; `npm run bench` writes them into reports/',
      )
    skipped.push({ file: path, reason: `cannot be read: ${messageOf(error)}` })
    return []
  }
}
