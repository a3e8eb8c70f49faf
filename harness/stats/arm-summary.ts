/** One arm under one load: its own figures, over the rounds that count. */
import type { IdleRecord, JournalRecord, Memory, Reading, TrialRecord } from '../results/record.ts'
import type { ArmSummary } from './analysis.ts'
import { besideCpu } from './beside-cpu.ts'
import { capacityOf } from './capacity.ts'
import { cdf } from './cdf.ts'
import { medianParts } from './cpu-parts.ts'
import { estimateOrNull } from './estimate.ts'
import { marginalCpu } from './metric.ts'
import { median } from './quantile.ts'
import { usedTrials, type CompletedTrial, type UsedRounds } from './used-rounds.ts'

/** µs of CPU over µs of wall, times the seconds of an hour. */
const SECONDS_PER_HOUR = 3600

/** CPU of the arm's services, proxies and node programs when nobody calls; the client is ours and does not count. */
function idleCpu(idle: readonly IdleRecord[]): Reading {
  if (idle.length === 0) return { notMeasured: 'no idle window was recorded' }
  return median(
    idle.map(({ cpu }) => ((cpu.appUs + cpu.proxyUs + cpu.agentUs) / cpu.wallUs) * SECONDS_PER_HOUR),
  )
}

/** Median of each part over trials; the total is the sum of those, without the client and with kernel memory where it was read. */
function memoryOf(trials: readonly CompletedTrial[]): ArmSummary['memory'] {
  if (trials.length === 0) return null
  const middle = (key: 'appBytes' | 'proxyBytes' | 'agentBytes'): number =>
    median(trials.map(({ memory }) => memory[key]))
  const kernel = trials.map(({ memory }): Memory['kernelBytes'] => memory.kernelBytes)
  const unread = kernel.find((reading) => typeof reading !== 'number')
  const kernelBytes = unread ?? median(kernel.filter((reading) => typeof reading === 'number'))
  const [appBytes, proxyBytes, agentBytes] = [middle('appBytes'), middle('proxyBytes'), middle('agentBytes')]
  const proxies = Object.keys(trials[0]!.cpu.pods).filter((unit) => unit.endsWith('/proxy')).length
  return {
    totalBytes: appBytes + proxyBytes + agentBytes + (typeof kernelBytes === 'number' ? kernelBytes : 0),
    appBytes,
    proxyBytes,
    agentBytes,
    kernelBytes,
    proxyBytesPerPod: proxies === 0 ? 0 : proxyBytes / proxies,
  }
}

/** Reasons of trials that did not go well, and of bring-ups that failed, each with its count. */
function problemsOf(
  arm: string,
  trials: readonly TrialRecord[],
  begunRounds: number,
  journal: readonly JournalRecord[],
) {
  const reasons = trials.flatMap((trial) => {
    if (trial.status === 'failed') return [trial.error]
    if (trial.status === 'invalid') return trial.reasons
    return trial.latency === null ? ['no page completed'] : []
  })
  for (const record of journal)
    if (record.kind === 'bring-up' && record.failedArms[arm] !== undefined)
      reasons.push(`bring-up failed: ${record.failedArms[arm]}`)
  for (let missing = trials.length; missing < begunRounds; missing++)
    reasons.push('not run in a round that was begun')
  const problems: Record<string, number> = {}
  for (const reason of reasons) problems[reason] = (problems[reason] ?? 0) + 1
  return problems
}

/** Summary of `arm`. Figures without a single usable round are null. */
export function armSummary(
  arm: string,
  rounds: UsedRounds,
  journal: readonly JournalRecord[],
  idle: readonly IdleRecord[],
  quick: boolean,
  samplesOf: (rawFile: string) => Float64Array | null,
): ArmSummary {
  const all = [...(rounds.trials.get(arm)?.values() ?? [])]
  const used = usedTrials(rounds, arm)
  const count = (status: TrialRecord['status']): number =>
    all.filter((trial) => trial.status === status).length
  const latencies = used.map(({ latency }) => latency)
  const p99 = latencies.map(({ serviceUs }) => serviceUs.p99).filter((value) => value !== null)
  const connect = latencies.map(({ connectUs }) => connectUs?.p50).filter((value) => value !== undefined)
  const cpu = used.map((trial) => marginalCpu(trial, idle)).filter((parts) => parts !== null)
  return {
    arm,
    load: rounds.load,
    trials: {
      completed: count('completed'),
      invalid: count('invalid'),
      failed: count('failed'),
      discarded: count('completed') - used.length,
    },
    problems: problemsOf(arm, all, rounds.begun.length, journal),
    p50Us: estimateOrNull(latencies.map(({ serviceUs }) => serviceUs.p50)),
    p90Us: estimateOrNull(latencies.map(({ serviceUs }) => serviceUs.p90)),
    // A p99 of only those trials that had pages enough would be one of the faster or the slower half.
    p99Us: quick || p99.length < used.length ? null : estimateOrNull(p99),
    connectP50Us: connect.length < used.length ? null : estimateOrNull(connect),
    lagP50Us: estimateOrNull(latencies.map(({ lagUs }) => lagUs.p50))?.median ?? null,
    cpuPer1000: cpu.length === 0 ? null : medianParts(cpu),
    idleCpuSecondsPerHour: idleCpu(idle),
    besideCpu: besideCpu(used),
    memory: memoryOf(used),
    // Closed-loop rounds belong to the arm: their load is none of the paced ones.
    capacity: capacityOf(
      journal.filter((record) => record.kind === 'capacity').filter((record) => record.arm === arm),
    ),
    cdf: cdf(latencies.map(({ rawFile }) => samplesOf(rawFile))),
  }
}
