/** The error for a file with problems: one message for people, and each problem with its place for programs. */
import { UsageError } from '../errors.ts'
import type { PlacedProblem } from './problem.ts'

/** Most problems that are told of a file. Nobody reads more; after fixing these, the user sees the others. */
export const MOST_TOLD = 20

export class FileProblems extends UsageError {
  /** The first problems. */
  readonly problems: readonly PlacedProblem[]
  /** How many others the file has. */
  readonly more: number

  /**
   * @param problems at least one, each as what finds its place: a file may have a million, and finding one takes as long as reading it
   * @param what name of this kind of file: "scenario"
   */
  constructor(
    problems: readonly (() => PlacedProblem)[],
    { what, advice }: { what: string; advice: string },
  ) {
    const told = problems.slice(0, MOST_TOLD).map((place) => place())
    const count = problems.length === 1 ? '' : `${problems.length} problems in the ${what}:\n\n`
    const more = problems.length - told.length
    super(
      `${count}${told.map(({ text }) => text).join('\n\n')}${more > 0 ? `\n\nand ${more} more` : ''}`,
      advice,
    )
    this.name = 'FileProblems'
    this.problems = told
    this.more = more
  }
}

/** @throws FileProblems where there is a problem; each is given as what finds its place */
export function refuse(
  problems: readonly (() => PlacedProblem)[],
  kind: { what: string; advice: string },
): void {
  if (problems.length > 0) throw new FileProblems(problems, kind)
}
