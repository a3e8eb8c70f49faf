/** The study of planted effects, as a table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figureText, unitText } from '../../report/model/planted/planted-text.ts'
import { overRuns, type PlantedRun } from '../../studies/planted-effects.ts'
import { table } from '../generated-block.ts'
import { ROOT } from '../pages.ts'
import { plusMinus } from './study-run.ts'

export function plantedEffectsTable(): string {
  const file = join(ROOT, 'results', 'studies', 'planted-effects.json')
  const runs = JSON.parse(readFileSync(file, 'utf8')) as PlantedRun[]
  const isAllRight = (run: PlantedRun): boolean =>
    run.effects.every(({ verdict }) => verdict === 'found') &&
    run.rows.every(({ verdict }) => verdict !== 'missed')
  return [
    table(
      ['figure', 'planted', 'measured − planted', 'found, or rightly nothing', 'too coarse', 'missed'],
      overRuns(runs).map(({ figure, effects, truth, error, runs: of, right, tooCoarse, missed }) => [
        figureText(figure),
        effects.length === 0 ? 'nothing' : `${truth.toFixed(1)} ${unitText(figure)}`,
        plusMinus(error.middle, error.half, 2, unitText(figure)),
        `${right} of ${of}`,
        `${tooCoarse}`,
        `${missed}`,
      ]),
    ),
    `${runs.filter(isAllRight).length} of ${runs.length} runs found every effect in its rows, and nothing in any other.`,
  ].join('\n\n')
}
