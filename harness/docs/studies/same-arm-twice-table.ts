/** The study of the same arm twice, as a table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mean } from '../../numbers/mean.ts'
import { HOP_MARGIN_US, MARGIN_SHARE } from '../../stats/verdict.ts'
import { BRING_UPS_OF_A_RUN, cutIntoRuns, type CutRuns, type Series } from '../../studies/same-arm-twice.ts'
import { table } from '../generated-block.ts'
import { ROOT } from '../pages.ts'
import { plusMinus } from './study-run.ts'

/** The user clock counts pages, the hop clock hops. */
export function sameArmTwiceTable(): string {
  const file = join(ROOT, 'results', 'studies', 'same-arm-twice.json')
  const series = JSON.parse(readFileSync(file, 'utf8')) as Series[]
  const all = (metric: 'p50' | 'transport') => series.flatMap((one) => one[metric].differencesUs)
  const level = mean(series.map(({ p50 }) => p50.levelUs))
  const user = cutIntoRuns('p50', all('p50'), MARGIN_SHARE * level)
  const hop = cutIntoRuns('transport', all('transport'), HOP_MARGIN_US)
  const row = (title: string, of: (cut: CutRuns, digits: number) => string) => [
    title,
    of(user, 0),
    of(hop, 2),
  ]
  const share = (count: number, { runs }: CutRuns): string => `${count} of ${runs}`
  return [
    table(
      ['', 'user clock, p50 of a page', 'hop clock, transport of a hop'],
      [
        row('difference over all bring-ups', ({ overall }, digits) =>
          plusMinus(overall.middle, overall.half, digits, 'µs'),
        ),
        row('half-width of a run, 95 %', ({ halfWidth }, digits) => `±${halfWidth.toFixed(digits)} µs`),
        row(`95 % interval without 0 (${(user.runs / 20).toFixed(1)} expected)`, (cut) =>
          share(cut.without0, cut),
        ),
        row('would warn that the same arm twice differs', (cut) => share(cut.alarms, cut)),
        row('verdict _higher_ or _lower_', (cut) => share(cut.verdicts.higherOrLower, cut)),
        row('verdict _equivalent_', (cut) => share(cut.verdicts.equivalent, cut)),
        row('_not resolved_', (cut) => share(cut.verdicts.notResolved, cut)),
      ],
    ),
    `${user.bringUps} bring-ups of two windows, cut into ${user.runs} runs of ${BRING_UPS_OF_A_RUN}.`,
  ].join('\n\n')
}
