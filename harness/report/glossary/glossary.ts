/** All words that reports and the terminal use in a sense of their own. `explain` shows all entries, a report those of its own words. */
import { ALL_METRICS } from '../../stats/metrics.ts'
import { didYouMean } from '../../words/did-you-mean.ts'
import { whereMore, type Entry } from './entry.ts'
import { EXIT_ENTRIES } from './exit-codes.ts'
import { IDEA_ENTRIES } from './ideas.ts'
import { METRIC_ENTRIES } from './metrics.ts'
import { OVER_TIME_ENTRIES } from './over-time.ts'
import { SEEING_ENTRIES } from './seeing.ts'
import { MACHINE_ENTRIES, VERDICT_ENTRIES } from './verdicts.ts'

export { whereMore, type Entry }

export const WORDS_OF_REPORTS: readonly Entry[] = [
  ...IDEA_ENTRIES,
  ...SEEING_ENTRIES,
  ...ALL_METRICS.map(([metric]) => METRIC_ENTRIES[metric]),
  ...Object.values(VERDICT_ENTRIES),
  ...Object.values(MACHINE_ENTRIES),
]

export const GLOSSARY: readonly Entry[] = [...WORDS_OF_REPORTS, ...OVER_TIME_ENTRIES, ...EXIT_ENTRIES]

/** Every name under which an entry is found. */
export const namesOf = ({ word, others = [] }: Entry): string[] => [word, ...others]

/** Upper and lower case, and what joins the parts of a word, do not matter: "bring up", "Bring-Up". */
const plain = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

/** Shorter names have no plural: "n" is a number of bring-ups. */
const LEAST_WITH_PLURAL = 3

/** @returns null for a word that reports do not use in a sense of their own. The plural of a word is the word: "hops". */
export function explained(word: string): Entry | null {
  const asked = plain(word)
  const entryOf = (isAsked: (name: string) => boolean): Entry | undefined =>
    GLOSSARY.find((entry) => namesOf(entry).some((name) => isAsked(plain(name))))
  return (
    entryOf((name) => name === asked) ??
    entryOf((name) => name.length >= LEAST_WITH_PLURAL && `${name}s` === asked) ??
    null
  )
}

/** The name that was perhaps meant, as the end of a sentence: by the whole name, or else by one of the words in it. */
export function perhapsMeant(word: string): string {
  const names = GLOSSARY.flatMap(namesOf)
  const whole = didYouMean(word, names)
  if (whole !== '') return whole
  const name = names.find((one) =>
    one.split(/[\s-]/).some((part) => part.length >= LEAST_ALONE && didYouMean(word, [part]) !== ''),
  )
  return name === undefined ? '' : `; did you mean "${name}"?`
}

/** Shorter words in a name, such as "of", say nothing of it alone. */
const LEAST_ALONE = 5
