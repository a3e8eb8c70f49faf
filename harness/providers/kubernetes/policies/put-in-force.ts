/** Puts the policies of an arm in force, and measures how long that takes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Proof } from '../../../arm/claims.ts'
import type { TryCells } from '../../../arm/try-verdicts.ts'
import type { MadeTry } from '../../../flows/attempts-made.ts'
import { endedAs, isDenial, type Verdicts } from '../../../results/verdicts.ts'
import type { Cell } from '../../shared/verdicts/cells.ts'
import type { Target } from '../../shared/verdicts/try-from-pods.ts'
import { runOrderIn } from '../attempts/run-order.ts'
import { podOf } from '../workload/workload-pods.ts'
import type { TryingSite } from './try-cells.ts'

/** The known denial is tried at this pace for so many times: three seconds, in which products put a policy in force. */
const EVERY_MS = 25
const TIMES = 120
/** So that some tries come before the policies: the program takes some tenths of a second to start. */
const TRIED_BEFORE_MS = 800
/** Until every cell is as expected. Longer than any product needs. */
const ALL_WITHIN_MS = 20_000

export interface PutInForce {
  /** The known denial, and its tries before the policies were applied; null where the policies deny nothing. */
  before: { cell: Cell; tries: MadeTry[] } | null
  inForce: Verdicts['inForce']
  /** Until all cells were seen as expected; null where one never was. */
  allAfterMs: number | null
}

export interface ForceSite extends TryingSite {
  targetOf: (cell: Cell) => Target
  tryCells: TryCells
  /** Whether the pods have the clock of this machine. */
  isSameClock: boolean
}

/** @param apply resolves when the API server has taken the last policy */
export async function putInForce(
  site: ForceSite,
  cells: readonly Cell[],
  apply: () => Promise<void>,
): Promise<PutInForce> {
  const known = cells.find(
    ({ served, notTried, expected: { outcome } }) =>
      notTried === undefined && served === 'http' && isDenial(outcome),
  )
  const watched = known && watch(site, known)
  if (watched) await sleep(TRIED_BEFORE_MS)
  const fromMs = Date.now()
  await apply()
  const appliedMs = Date.now()
  const tries = (await watched) ?? []
  const beganMs = ({ at }: MadeTry): number => Date.parse(at)
  const first = tries.find(
    (one) => beganMs(one) >= appliedMs && endedAs(known!, known!.expected.outcome, one),
  )
  return {
    // A try that was still under way may have met the policies.
    before: known ? { cell: known, tries: tries.filter((one) => beganMs(one) + one.tookMs < fromMs) } : null,
    inForce: !known
      ? { notMeasured: 'the policies deny no call of a service' }
      : !site.isSameClock
        ? { notMeasured: 'the pods have the clocks of other machines' }
        : first
          ? { afterMs: beganMs(first) - appliedMs, how: HOW }
          : { notMeasured: `no try was denied within ${(EVERY_MS * TIMES) / 1000} s` },
    allAfterMs: await untilAll(site.tryCells, cells, appliedMs),
  }
}

const HOW = `applied; a connection every ${EVERY_MS} ms, until the first that was denied`

const watch = ({ api, pods, targetOf }: ForceSite, cell: Cell): Promise<MadeTry[]> =>
  runOrderIn(api, podOf(pods, cell.from), { targets: [targetOf(cell)], times: TIMES, everyMs: EVERY_MS })

async function untilAll(
  tryCells: TryCells,
  cells: readonly Cell[],
  appliedMs: number,
): Promise<number | null> {
  let waiting = cells.filter(({ notTried }) => notTried === undefined)
  for (;;) {
    const beganMs = Date.now() - appliedMs
    const tries = await tryCells(waiting)
    waiting = waiting.filter((cell, n) => !endedAs(cell, cell.expected.outcome, tries[n]!))
    if (waiting.length === 0) return beganMs
    if (beganMs > ALL_WITHIN_MS) return null
  }
}

/** That the known denial was answered before, so that the policies deny it and nothing else does; and that all are in force. */
export function proofsOfForce({ before, allAfterMs }: PutInForce, where: string): Proof[] {
  const answered = before?.tries.filter(({ outcome: { status } }) => status === 200).length ?? 0
  return [
    ...(before
      ? [
          {
            kind: 'policy',
            subject: { from: before.cell.from, to: before.cell.to },
            claim: `before the policies were applied ${before.cell.to} answered ${before.cell.from}`,
            where: `${before.cell.from} → ${before.cell.to}`,
            expected: { comparison: 'exactly', count: before.tries.length, unit: 'answers' },
            observed: { count: answered, unit: 'answers' },
            holds: answered > 0 && answered === before.tries.length,
            source: `HTTP client in the pod of ${before.cell.from}`,
          } satisfies Proof,
        ]
      : []),
    {
      kind: 'policy',
      subject: {},
      claim: 'every verdict of the policies was seen soon after they were applied',
      where,
      expected: { comparison: 'at most', count: ALL_WITHIN_MS, unit: 'ms' },
      observed: allAfterMs === null ? { text: 'not within this time' } : { count: allAfterMs, unit: 'ms' },
      holds: allAfterMs !== null,
      source: 'tries from the pods of the callers',
    },
  ]
}
