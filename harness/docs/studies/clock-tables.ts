/** What the hop clock counted, and what it takes itself, arm by arm. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNotMeasured } from '../../results/measured.ts'
import { count, percent } from '../../report/model/format.ts'
import { attachedCosts, type SaturatedTurn } from '../../studies/clock-attached.ts'
import { table } from '../generated-block.ts'
import { ROOT } from '../pages.ts'
import { plusMinus, type StudyRun } from './study-run.ts'

/** Pages of the first load that were joined, and what the parts add up to. */
export function countsTable(study: StudyRun): string {
  return table(
    ['arm', 'pages joined', 'not matched', 'exchanges', 'retransmitted', 'sum of parts'],
    underFirstLoad(study).map(({ arm, clock }) =>
      isNotMeasured(clock)
        ? [arm, clock.notMeasured, '', '', '', '']
        : [
            arm,
            count(clock.pages),
            count(clock.unmatchedPages),
            count(clock.exchanges),
            count(clock.retransmitted),
            percent(clock.sumOfParts),
          ],
    ),
  )
}

/** Run time by the kernel at the run's first rate, and what closed loops lose while the clock is attached. */
export function priceTable(study: StudyRun): string {
  const { run } = study
  const file = join(ROOT, 'results', 'studies', 'clock-attached.json')
  const costs = attachedCosts(JSON.parse(readFileSync(file, 'utf8')) as SaturatedTurn[])
  return table(
    ['arm', 'packets a page', 'out, each', 'in, each', 'a page', 'a hop', 'throughput at saturation'],
    underFirstLoad(study).map(({ arm, clockPrice }) => {
      const cost = costs.find((one) => one.arm === arm)
      const saturated = cost
        ? plusMinus(cost.share.middle * 100, cost.share.half * 100, 1, '%')
        : 'not measured'
      if (isNotMeasured(clockPrice)) return [arm, clockPrice.notMeasured, '', '', '', '', saturated]
      const { packetsPerPage, nsPerPacketOut, nsPerPacketIn, usPerPage } = clockPrice
      return [
        arm,
        packetsPerPage.toFixed(1),
        `${nsPerPacketOut.toFixed(0)} ns`,
        `${nsPerPacketIn.toFixed(0)} ns`,
        `${usPerPage.toFixed(1)} µs`,
        `${(usPerPage / run.scenario.hopsPerPage).toFixed(1)} µs`,
        saturated,
      ]
    }),
  )
}

const underFirstLoad = ({ run, analysis }: StudyRun) =>
  analysis.arms.filter(({ load }) => load === run.loads[0]!.name)
