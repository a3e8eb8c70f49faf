/** What is still changing after the first warm-up: services' CPU, and the differences of arms. */
import { mean } from '../../numbers/mean.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { tHalfWidth } from '../../stats/t-interval.ts'
import { table } from '../generated-block.ts'
import { plusMinus, type StudyRun } from './study-run.ts'

/** Services' CPU of each arm under the first load, in the first window of a bring-up, and by how much the last one differs. */
export function warmUpTable({ run, journal }: StudyRun): string {
  const perPage = new Map(
    journal
      .filter((record) => record.kind === 'trial')
      .filter((trial) => trial.status === 'completed')
      .filter(({ load }) => load === run.loads[0]!.name)
      .flatMap(({ arm, round, cpu, ledger }) =>
        isNotMeasured(cpu) ? [] : [[`${arm} ${round}`, cpu.appUs / ledger.completed] as const],
      ),
  )
  const windows = run.roundsPerBringUp
  return table(
    ['arm', "services' CPU a page, first window", 'last window − first'],
    run.arms
      .filter(({ role }) => role !== 'planted')
      .map(({ name }) => {
        const pairs = Array.from({ length: run.rounds / windows }, (_, bringUp) =>
          [bringUp * windows, (bringUp + 1) * windows - 1].map((round) => perPage.get(`${name} ${round}`)),
        ).filter((pair): pair is [number, number] => pair.every((us) => us !== undefined))
        const changes = pairs.map(([first, last]) => last - first)
        return [
          name,
          `${mean(pairs.map(([first]) => first)).toFixed(0)} µs`,
          plusMinus(mean(changes), tHalfWidth(changes, SINGLE_CONFIDENCE), 0, 'µs'),
        ]
      }),
  )
}

/** By how much each difference changes from the first window of a bring-up to the last, a hop, by both clocks. */
export function settlingTable({ analysis }: StudyRun): string {
  const pairs = analysis.settling[0]?.pairs ?? []
  const names = new Set(pairs.map(({ arm, baseline }) => `${arm} − ${baseline}`))
  return table(
    ['pair', 'p50, user clock', 'transport, hop clock'],
    [...names].map((name) => [
      name,
      ...(['user', 'hop'] as const).map((clock) => {
        const own = pairs.find((one) => `${one.arm} − ${one.baseline}` === name && one.clock === clock)
        return own
          ? plusMinus(
              own.perHop.middle,
              tHalfWidth(own.perHop.values, SINGLE_CONFIDENCE),
              clock === 'hop' ? 1 : 0,
              'µs',
            )
          : 'no figure'
      }),
    ]),
  )
}
