/** For tests: what an arm was seen to do, stored as a run stores it, read again, and told attempt by attempt. */
import { expect } from 'vitest'
import type { Observed } from '../arm/observe-pages.ts'
import { readSights } from '../commands/read-sights.ts'
import type { JudgedAttempt } from '../flows/judge-attempts.ts'
import type { Sight } from '../flows/seen-by.ts'
import { createRunStore } from '../results/store.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'

/** @param name of the arm; its files are in a folder of that name */
export async function sightOfObserved(
  { lines, about, attempts }: Observed,
  name: string,
  folder: string,
): Promise<Sight> {
  const store = createRunStore(folder, { ...syntheticRun({ seed: 'attempts' }).run, id: name })
  store.keepFlows(name, lines, { arm: name, ...about })
  store.keepAttempts(name, attempts!.lines, { arm: name, ...attempts!.made })
  const [sight] = await readSights(store.dir, { arms: [{ name }] } as Parameters<typeof readSights>[1])
  return sight!
}

/** By attempt: how often it was seen and as whom, how it ended, and why it is named: "2 of 2 seen, 2 right, 2 blocked: time-out; new edge". */
export const toldOf = ({ attempts }: Sight): Record<string, string> =>
  Object.fromEntries(attempts!.judged!.judgement.attempts.map((attempt) => [attempt.name, told(attempt)]))

const told = ({ seen, tries, attributed, blocked, faces, named }: JudgedAttempt): string =>
  `${seen} of ${tries} seen, ${attributed} right, ${blocked} blocked: ${[...new Set(faces.map(({ face }) => face))].join(', ')}; ${named.join(', ')}`

/** Texts as they are, and patterns to match. */
export const asExpected = (expected: Record<string, string | RegExp>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(expected).map(([attempt, text]) => [
      attempt,
      text instanceof RegExp ? (expect.stringMatching(text) as unknown) : text,
    ]),
  )
