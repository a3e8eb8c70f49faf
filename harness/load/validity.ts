/** When a trial's numbers are not to be used: the load was not what it should be, or the machine was not quiet. */
import { closeAccount } from '../results/cpu-account.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CpuWindow, MeasuredTrial } from '../results/record.ts'

/** The client noticed pages later than this: it was starved, and what it timed includes that. */
const MOST_LAG_P99_US = 3000
/** Below this share of the offered rate, the arm was not carrying the load it is said to have carried. */
const LEAST_ACHIEVED_SHARE = 0.99
/** Pages at the two edges of a short window that may fall in or out by chance. */
const PAGES_AT_EDGES = 2
/** One page in a thousand: more of them would make up the p99 by themselves. */
const MOST_ERROR_SHARE = 0.001
/** Of one core. The client is one thread: near a whole core, it is the client that is measured. */
const MOST_CLIENT_CORE_SHARE = 0.6
/** Of the host. Arms that should be frozen took CPU from this one. */
const MOST_OTHER_ARMS_SHARE = 0.01
/** Of the host. The hypervisor gave our CPU to somebody else. */
const MOST_STEAL_SHARE = 0.01
/** Of the host. A neighbour on the machine took CPU in a pattern that no other arm saw. */
const MOST_FOREIGN_SHARE = 0.05
/** Of the host. Beyond it, queueing for a CPU dominates what a hop costs: saturated, not ranked. */
const MOST_BUSY_SHARE = 0.6

/** The parts of a trial that decide. */
export type TrialToJudge = Pick<
  MeasuredTrial,
  'ledger' | 'offeredPerSecond' | 'achievedPerSecond' | 'latency' | 'cpu' | 'retries'
>

type Rule = [broken: boolean, reason: string]

/** Every reason not to use the trial, in words; none when it is valid. What could not be measured breaks no rule. */
export function invalidReasons(trial: TrialToJudge): string[] {
  const { ledger, cpu, latency } = trial
  const windowPages = ledger.offered
  const missing = Math.round(windowPages * (1 - trial.achievedPerSecond / trial.offeredPerSecond))
  const lagUs = latency && (latency.lagUs.p99 ?? latency.lagUs.p90)
  const failures = ledger.failed + ledger.timedOut
  const rules: Rule[] = [
    [windowPages === 0, 'no page was due in the window'],
    [ledger.notSent > 0, `${String(ledger.notSent)} pages were not sent`],
    [
      missing > Math.max(PAGES_AT_EDGES, windowPages * (1 - LEAST_ACHIEVED_SHARE)),
      `achieved only ${trial.achievedPerSecond.toFixed(1)} of ${trial.offeredPerSecond.toFixed(1)} pages/s`,
    ],
    [
      failures > windowPages * MOST_ERROR_SHARE,
      `${String(failures)} of ${String(windowPages)} pages failed: ${wordsOf(ledger.errors)}`,
    ],
    [trial.retries > 0, `${String(trial.retries)} retries: they hide failures`],
    [
      lagUs !== null && lagUs > MOST_LAG_P99_US,
      `the client was late by ${((lagUs ?? 0) / 1000).toFixed(1)} ms at p99`,
    ],
    ...(isNotMeasured(cpu) ? [] : cpuRules(cpu)),
  ]
  return rules.filter(([broken]) => broken).map(([, reason]) => reason)
}

function cpuRules(cpu: CpuWindow): Rule[] {
  const hostUs = cpu.cores * cpu.wallUs
  const { foreignUs } = closeAccount(cpu)
  const { stealUs } = cpu
  return [
    [
      cpu.clientUs > cpu.wallUs * MOST_CLIENT_CORE_SHARE,
      `the client used ${percent(cpu.clientUs / cpu.wallUs)} of a core`,
    ],
    [
      cpu.otherArmsUs > hostUs * MOST_OTHER_ARMS_SHARE,
      `other arms used ${percent(cpu.otherArmsUs / hostUs)} of the host`,
    ],
    [
      typeof foreignUs === 'number' && foreignUs > hostUs * MOST_FOREIGN_SHARE,
      `other programs of this machine used ${percent(Number(foreignUs) / hostUs)} of the host`,
    ],
    [
      typeof stealUs === 'number' && stealUs > hostUs * MOST_STEAL_SHARE,
      `${percent(Number(stealUs) / hostUs)} of the host was stolen`,
    ],
    [
      hostUs - cpu.idleUs > hostUs * MOST_BUSY_SHARE,
      `saturated: the host was ${percent(1 - cpu.idleUs / hostUs)} busy`,
    ],
  ]
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const wordsOf = (errors: Record<string, number>) =>
  Object.entries(errors)
    .map(([what, count]) => `${String(count)} × ${what}`)
    .join(', ')
