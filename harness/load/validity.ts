/** When a trial's numbers are not to be used: the load was not what it should be, or the machine was not quiet. */
import { closeAccount } from '../results/cpu-account.ts'
import type { Throttling } from '../arm/arm.ts'
import { isNotMeasured, measured } from '../results/measured.ts'
import type { CpuWindow, InvalidReason, MeasuredTrial, NotMeasured, Reading } from '../results/record.ts'

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
const MOST_THROTTLED_NAMED = 3
/** Of the host. Beyond it, queueing for a CPU dominates what a hop costs: saturated, not ranked. */
const MOST_BUSY_SHARE = 0.6

/** The parts of a trial that decide. */
export type TrialToJudge = Pick<
  MeasuredTrial,
  'ledger' | 'offeredPerSecond' | 'achievedPerSecond' | 'latency' | 'cpu' | 'retries'
> & {
  /** Where CPU limits were asked for by themselves, the periods of each container; else the CPU account may have their sum. */
  throttled?: Throttling | NotMeasured | undefined
}

interface Rule {
  rule: InvalidReason['rule']
  broken: boolean
  /** With {figure} in place of what was seen. */
  text: string
  figure?: number
}

/** Every reason not to use the trial; none when it is valid. What could not be measured breaks no rule. */
export function invalidReasons(trial: TrialToJudge): InvalidReason[] {
  const { ledger, cpu, latency } = trial
  const windowPages = ledger.offered
  const missing = Math.round(windowPages * (1 - trial.achievedPerSecond / trial.offeredPerSecond))
  const lagUs = latency && (latency.lagUs.p99 ?? latency.lagUs.p90)
  const failures = ledger.failed + ledger.timedOut
  const rules: Rule[] = [
    { rule: 'no page was due', broken: windowPages === 0, text: 'no page was due in the window' },
    {
      rule: 'pages not sent',
      broken: ledger.notSent > 0,
      text: '{figure} pages were not sent',
      figure: ledger.notSent,
    },
    {
      rule: 'rate not achieved',
      broken: missing > Math.max(PAGES_AT_EDGES, windowPages * (1 - LEAST_ACHIEVED_SHARE)),
      text: `achieved only {figure} of ${trial.offeredPerSecond.toFixed(1)} pages/s`,
      figure: trial.achievedPerSecond,
    },
    {
      rule: 'pages failed',
      broken: failures > windowPages * MOST_ERROR_SHARE,
      text: `{figure} of ${windowPages} pages failed: ${listErrors(ledger.errors)}`,
      figure: failures,
    },
    {
      rule: 'retries',
      broken: trial.retries > 0,
      text: '{figure} retries: they hide failures',
      figure: trial.retries,
    },
    {
      rule: 'client late',
      broken: lagUs !== null && lagUs > MOST_LAG_P99_US,
      text: 'the client was late by {figure} ms at p99',
      figure: (lagUs ?? 0) / 1000,
    },
    throttlingRule(trial),
    ...(isNotMeasured(cpu) ? [] : cpuRules(cpu)),
  ]
  return rules
    .filter(({ broken }) => broken)
    .map(({ rule, text, figure }) => ({
      rule,
      text,
      figure: figure === undefined ? null : Math.round(figure * 10) / 10,
    }))
}

/** One is too many: it keeps a program from running for up to 100 ms, and that is the limit's price, not the datapath's. */
function throttlingRule({ throttled, cpu }: TrialToJudge): Rule {
  const each = throttled && !isNotMeasured(throttled) ? Object.entries(throttled) : null
  const figure = each
    ? each.reduce((sum, [, periods]) => sum + periods, 0)
    : isNotMeasured(cpu)
      ? 0
      : (measured(cpu.throttledPeriods) ?? 0)
  const worst = (each ?? []).filter(([, periods]) => periods > 0).toSorted(([, a], [, b]) => b - a)
  const named = worst.slice(0, MOST_THROTTLED_NAMED).map(([container]) => container)
  // By name, so that a report can put trials together.
  const who = named.length === 0 ? 'its containers' : named.toSorted().join(', ')
  const more = worst.length > named.length ? ' and others' : ''
  return {
    rule: 'throttled',
    broken: figure > 0,
    text: `CPU limits stopped ${who}${more} in {figure} scheduling periods: what was measured is the price of the limits`,
    figure,
  }
}

function cpuRules(cpu: CpuWindow): Rule[] {
  const hostUs = cpu.cores * cpu.wallUs
  const { foreignUs } = closeAccount(cpu)
  const busyUs = hostUs - cpu.idleUs
  /** Broken by more than so large a share of `ofUs`. */
  const share = (rule: Rule['rule'], usedUs: Reading, most: number, text: string, ofUs = hostUs): Rule => ({
    rule,
    broken: typeof usedUs === 'number' && usedUs > ofUs * most,
    text,
    figure: (Number(usedUs) / ofUs) * 100,
  })
  return [
    share(
      'client busy',
      cpu.clientUs,
      MOST_CLIENT_CORE_SHARE,
      'the client used {figure} % of a core',
      cpu.wallUs,
    ),
    share(
      'other arms busy',
      cpu.otherArmsUs,
      MOST_OTHER_ARMS_SHARE,
      'other arms used {figure} % of the host',
    ),
    share(
      'foreign programs busy',
      foreignUs,
      MOST_FOREIGN_SHARE,
      'other programs of this machine used {figure} % of the host',
    ),
    share('stolen', cpu.stealUs, MOST_STEAL_SHARE, '{figure} % of the host was stolen'),
    share('saturated', busyUs, MOST_BUSY_SHARE, 'saturated: the host was {figure} % busy'),
  ]
}

const listErrors = (errors: Record<string, number>) =>
  Object.entries(errors)
    .map(([what, count]) => `${count} × ${what}`)
    .join(', ')
