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
  const missed = runs.filter(({ rows }) => rows.some(({ verdict }) => verdict === 'missed')).length
  const found = runs.filter(
    ({ effects }) => effects.length > 0 && effects.every(({ verdict }) => verdict === 'found'),
  ).length
  return [
    table(
      ['figure', 'planted', 'measured − planted', 'found, or rightly nothing', 'too coarse', 'missed'],
      overRuns(runs).map(({ figure, effects, truth, error, runs: of, right, tooCoarse, missed: off }) => [
        figureText(figure),
        effects.length === 0 ? 'nothing' : `${truth.toFixed(1)} ${unitText(figure)}`,
        plusMinus(error.middle, error.half, 2, unitText(figure)),
        `${right} of ${of}`,
        `${tooCoarse}`,
        `${off}`,
      ]),
    ),
    `${found} of ${runs.length} runs found all effects. ${missed} missed one, or found one where nothing was planted; ${runs.length - found - missed} could not tell, because other programs took too much CPU or a row was too coarse.`,
  ].join('\n\n')
}
