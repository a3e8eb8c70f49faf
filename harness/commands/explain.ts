/** `explain`: what a word of reports means, from the entries that the report itself shows. */
import type { ExplainFlags } from '../cli/reading-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { explained, GLOSSARY, namesOf } from '../report/glossary/glossary.ts'
import { didYouMean } from '../words/did-you-mean.ts'

/** Prints one entry, or all words when none is named. @throws UsageError for a word that reports do not use */
export function explain({ word, json }: ExplainFlags): ExitCode {
  if (word === undefined) {
    process.stdout.write(json ? `${JSON.stringify(GLOSSARY, null, 2)}\n` : `${words()}\n`)
    return EXIT.ok
  }
  const entry = explained(word)
  if (!entry)
    throw new UsageError(
      `no report uses "${word}" in a sense of its own${didYouMean(word, GLOSSARY.flatMap(namesOf))}`,
      '`npm run explain` lists all words',
    )
  const { meaning, section, others = [] } = entry
  process.stdout.write(
    json
      ? `${JSON.stringify(entry, null, 2)}\n`
      : [
          entry.word,
          `  ${meaning}`,
          ...(others.length > 0 ? [`  also: ${others.join(', ')}`] : []),
          `  more: docs/method.md#${section}`,
          '',
        ].join('\n'),
  )
  return EXIT.ok
}

const words = (): string =>
  [...GLOSSARY.map(({ word }) => word), '', 'npm run explain -- <word> says what a word means'].join('\n')
