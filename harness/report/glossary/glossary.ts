/** All words that reports and the terminal use in a sense of their own. The report and `explain` show the same entries. */
import { ALL_METRICS } from '../../stats/metrics.ts'
import { whereMore, type Entry } from './entry.ts'
import { IDEA_ENTRIES } from './ideas.ts'
import { METRIC_ENTRIES } from './metrics.ts'
import { SEEING_ENTRIES } from './seeing.ts'
import { MACHINE_ENTRIES, VERDICT_ENTRIES } from './verdicts.ts'

export { whereMore, type Entry }

export const GLOSSARY: readonly Entry[] = [
  ...IDEA_ENTRIES,
  ...SEEING_ENTRIES,
  ...ALL_METRICS.map(([metric]) => METRIC_ENTRIES[metric]),
  ...Object.values(VERDICT_ENTRIES),
  ...Object.values(MACHINE_ENTRIES),
]

/** Every name under which an entry is found. */
export const namesOf = ({ word, others = [] }: Entry): string[] => [word, ...others]

/** Upper and lower case, and what joins the parts of a word, do not matter: "bring up", "Bring-Up". */
const plain = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

/** @returns null for a word that reports do not use in a sense of their own */
export const explained = (word: string): Entry | null =>
  GLOSSARY.find((entry) => namesOf(entry).some((name) => plain(name) === plain(word))) ?? null
