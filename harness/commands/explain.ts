/** `explain`: what a word of reports means, from the entries that the report itself shows. */
import type { ExplainFlags } from '../cli/reading-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { explained, GLOSSARY, perhapsMeant, whereMore } from '../report/glossary/glossary.ts'
import { printable } from '../words/printable.ts'

/** Prints one entry, or all words when none is named. @throws UsageError for a word that is not in the list */
export function explain({ word, json }: ExplainFlags): ExitCode {
  if (word === undefined) {
    process.stdout.write(json ? `${JSON.stringify(GLOSSARY, null, 2)}\n` : `${words()}\n`)
    return EXIT.ok
  }
  const entry = explained(word)
  if (!entry)
    throw new UsageError(
      `the list of words has no "${printable(word)}"${perhapsMeant(word)}`,
      '`npm run explain` lists all words',
    )
  const { meaning, others = [] } = entry
  process.stdout.write(
    json
      ? `${JSON.stringify(entry, null, 2)}\n`
      : [
          entry.word,
          `  ${meaning}`,
          ...(others.length > 0 ? [`  also: ${others.join(', ')}`] : []),
          `  more: ${whereMore(entry)}`,
          '',
        ].join('\n'),
  )
  return EXIT.ok
}

const words = (): string =>
  [...GLOSSARY.map(({ word }) => word), '', 'npm run explain -- <word> says what a word means'].join('\n')
