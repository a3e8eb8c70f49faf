/**
 * Rules for measured trials. A trial is excluded where its load was not delivered, or where something disturbed it that its arm
 * cannot cause. Anything else that is odd is a flag on a trial that counts: a trial that were dropped for its outcome would make
 * its arm look better than it is.
 */
import { closeAccount } from '../results/cpu-account.ts'
import type { Throttling } from '../arm/arm.ts'
import { MOST_FOREIGN_SHARE } from '../results/foreign-share.ts'
import { isNotMeasured, measured } from '../results/measured.ts'
import {
  MOST_LAG_P99_US,
  LEAST_ACHIEVED_SHARE,
  PAGES_AT_EDGES,
  MOST_ERROR_SHARE,
  MOST_CLIENT_CORE_SHARE,
  MOST_OTHER_ARMS_SHARE,
  MOST_STEAL_SHARE,
  MOST_BUSY_SHARE,
} from './limits.ts'
import type { CpuWindow, InvalidReason, MeasuredTrial, NotMeasured, Reading } from '../results/record.ts'

const MOST_THROTTLED_NAMED = 3

/** The parts of a trial that the rules look at. */
export type TrialToJudge = Pick<
  MeasuredTrial,
  'ledger' | 'offeredPerSecond' | 'achievedPerSecond' | 'pagesUnderWay' | 'latency' | 'cpu' | 'retries'
> & {
  /** Throttled periods of each container, where the arm reads them separately. Otherwise the CPU account may have their sum. */
  throttled?: Throttling | NotMeasured | undefined
}

interface Rule {
  rule: InvalidReason['rule']
  /** What a broken rule does: an arm may itself be the cause of what is flagged. */
  then: 'exclude' | 'flag'
  broken: boolean
  /** The reason, with {figure} where the observed value is inserted. */
  text: string
  figure?: number
}

export interface TrialJudgement {
  /** Why the trial is excluded; empty for a trial that counts. */
  reasons: InvalidReason[]
  /** What is odd about the trial, whether or not it is excluded. */
  flags: InvalidReason[]
}

/** Judges one trial. Values that were not measured break no rule. */
export function judgeTrial(trial: TrialToJudge): TrialJudgement {
  const { ledger, cpu, latency } = trial
  const windowPages = ledger.offered
  const missing = Math.round(windowPages * (1 - trial.achievedPerSecond / trial.offeredPerSecond))
  const lagUs = latency && (latency.lagUs.p99 ?? latency.lagUs.p90)
  const failures = ledger.failed + ledger.timedOut
  const rules: Rule[] = [
    {
      rule: 'no page was due',
      then: 'exclude',
      broken: windowPages === 0,
      text: 'no page was due in the window',
    },
    {
      rule: 'pages not sent',
      then: 'exclude',
      broken: ledger.notSent > 0,
      text: '{figure} pages were not sent',
      figure: ledger.notSent,
    },
    {
      rule: 'rate not achieved',
      then: 'exclude',
      broken: missing > Math.max(pagesAtEdges(trial), windowPages * (1 - LEAST_ACHIEVED_SHARE)),
      text: `achieved only {figure} of ${trial.offeredPerSecond.toFixed(1)} pages/s`,
      figure: trial.achievedPerSecond,
    },
    {
      rule: 'pages failed',
      then: 'flag',
      broken: failures > windowPages * MOST_ERROR_SHARE,
      text: `{figure} of ${windowPages} pages failed: ${listErrors(ledger.errors)}`,
      figure: failures,
    },
    {
      rule: 'retries',
      then: 'flag',
      broken: trial.retries > 0,
      text: '{figure} retries: they hide failures',
      figure: trial.retries,
    },
    {
      rule: 'client late',
      then: 'flag',
      broken: lagUs !== null && lagUs > MOST_LAG_P99_US,
      text: 'the client was late by {figure} ms at p99',
      figure: (lagUs ?? 0) / 1000,
    },
    throttlingRule(trial),
    ...(isNotMeasured(cpu) ? [] : cpuRules(cpu)),
  ]
  const broken = (then: Rule['then']): InvalidReason[] =>
    rules
      .filter((rule) => rule.broken && rule.then === then)
      .map(({ rule, text, figure }) => ({
        rule,
        text,
        figure: figure === undefined ? null : Math.round(figure * 10) / 10,
      }))
  return { reasons: broken('exclude'), flags: broken('flag') }
}

const pagesAtEdges = ({ pagesUnderWay = 0 }: TrialToJudge): number =>
  Math.min(
    PAGES_AT_EDGES.most,
    Math.max(PAGES_AT_EDGES.least, PAGES_AT_EDGES.ofThoseUnderWay * pagesUnderWay),
  )

/**
 * A single throttled period is flagged: it stops a program for up to 100 ms, which is a cost of the CPU limit and not of the
 * datapath alone. It excludes nothing, because an arm that needs more CPU meets its limits more often.
 */
function throttlingRule({ throttled, cpu }: TrialToJudge): Rule {
  const each = throttled && !isNotMeasured(throttled) ? Object.entries(throttled) : null
  const figure = each
    ? each.reduce((sum, [, periods]) => sum + periods, 0)
    : isNotMeasured(cpu)
      ? 0
      : (measured(cpu.throttledPeriods) ?? 0)
  const worst = (each ?? []).filter(([, periods]) => periods > 0).toSorted(([, a], [, b]) => b - a)
  const named = worst.slice(0, MOST_THROTTLED_NAMED).map(([container]) => container)
  // Sorted by name, so that the report can group trials with the same reason.
  const who = named.length === 0 ? 'its containers' : named.toSorted().join(', ')
  const more = worst.length > named.length ? ' and others' : ''
  return {
    rule: 'throttled',
    then: 'flag',
    broken: figure > 0,
    text: `CPU limits stopped ${who}${more} in {figure} scheduling periods: what was measured is the price of the limits`,
    figure,
  }
}

function cpuRules(cpu: CpuWindow): Rule[] {
  const hostUs = cpu.cores * cpu.wallUs
  const { foreignUs } = closeAccount(cpu)
  const busyUs = hostUs - cpu.idleUs
  /** A rule that is broken when `usedUs` is more than the share `most` of `ofUs`. */
  const share = (
    rule: Rule['rule'],
    then: Rule['then'],
    usedUs: Reading,
    most: number,
    text: string,
    ofUs = hostUs,
  ): Rule => ({
    rule,
    then,
    broken: typeof usedUs === 'number' && usedUs > ofUs * most,
    text,
    figure: (Number(usedUs) / ofUs) * 100,
  })
  return [
    share(
      'client busy',
      'flag',
      cpu.clientUs,
      MOST_CLIENT_CORE_SHARE,
      'the client used {figure} % of a core',
      cpu.wallUs,
    ),
    share(
      'other arms busy',
      'exclude',
      cpu.otherArmsUs,
      MOST_OTHER_ARMS_SHARE,
      'other arms used {figure} % of the host',
    ),
    share(
      'foreign programs busy',
      'exclude',
      foreignUs,
      MOST_FOREIGN_SHARE,
      'other programs of this machine used {figure} % of the host',
    ),
    share('stolen', 'exclude', cpu.stealUs, MOST_STEAL_SHARE, '{figure} % of the host was stolen'),
    share('saturated', 'flag', busyUs, MOST_BUSY_SHARE, 'saturated: the host was {figure} % busy'),
  ]
}

const listErrors = (errors: Record<string, number>) =>
  Object.entries(errors)
    .map(([what, count]) => `${count} × ${what}`)
    .join(', ')
