/** Summarizes one arm under one load: its own figures, over the rounds that count. */
import { isNotMeasured, measured } from '../results/measured.ts'
import type {
  CpuWindow,
  IdleRecord,
  InvalidReason,
  JournalRecord,
  Memory,
  Reading,
  TrialRecord,
} from '../results/record.ts'
import type { ArmSummary } from './analysis.ts'
import { besideCpu } from './beside-cpu.ts'
import { capacityOf } from './capacity.ts'
import { cdf } from './cdf.ts'
import { medianParts, type CpuParts } from './cpu-parts.ts'
import { estimateOrNull } from './estimate.ts'
import { medianReading } from './median-reading.ts'
import { marginalCpu, NO_IDLE_WINDOW } from './marginal-cpu.ts'
import { ALL_METRICS, valuesOf, type Metric } from './metrics.ts'
import { median } from '../numbers/quantile.ts'
import { trialsReadBy, usedTrials, type CompletedTrial, type UsedRounds } from './used-rounds.ts'

/** Turns CPU time divided by wall time into CPU-seconds an hour. */
const SECONDS_PER_HOUR = 3600

const NO_TRIAL = { notMeasured: 'none of its trials counts' }

/** CPU-seconds an hour of some units without load. */
function idleCpu(idle: readonly IdleRecord[], usedUs: (cpu: CpuWindow) => number): Reading {
  if (idle.length === 0) return { notMeasured: NO_IDLE_WINDOW }
  return medianReading(
    idle.map(({ cpu }) => (isNotMeasured(cpu) ? cpu : (usedUs(cpu) / cpu.wallUs) * SECONDS_PER_HOUR)),
  )
}

/** The median of each part over trials. The total is the sum of these medians, with kernel memory if it was read, without client and control plane. */
function memoryOf(trials: readonly CompletedTrial[]): ArmSummary['memory'] {
  const read: Memory[] = []
  for (const { memory } of trials) {
    if (isNotMeasured(memory)) return memory
    read.push(memory)
  }
  if (read.length === 0) return NO_TRIAL
  const middle = (key: 'appBytes' | 'proxyBytes' | 'agentBytes'): number =>
    median(read.map((memory) => memory[key]))
  const kernelBytes = medianReading(read.map((memory) => memory.kernelBytes))
  const [appBytes, proxyBytes, agentBytes] = [middle('appBytes'), middle('proxyBytes'), middle('agentBytes')]
  const { cpu } = trials[0]!
  const proxies = isNotMeasured(cpu) ? cpu : cpu.units.filter(({ role }) => role === 'proxy').length
  return {
    totalBytes: appBytes + proxyBytes + agentBytes + (typeof kernelBytes === 'number' ? kernelBytes : 0),
    appBytes,
    proxyBytes,
    agentBytes,
    kernelBytes,
    proxyBytesPerPod:
      proxyBytes === 0 || proxies === 0 ? 0 : isNotMeasured(proxies) ? proxies : proxyBytes / proxies,
  }
}

/** What the control plane takes; null for an arm without a control plane. */
function controlPlaneOf(
  trials: readonly CompletedTrial[],
  idle: readonly IdleRecord[],
): ArmSummary['controlPlane'] {
  const records = [...trials, ...idle]
  const isThere = records.some(
    ({ cpu, memory }) =>
      (measured(cpu)?.units ?? []).some(({ role }) => role === 'control-plane') ||
      (measured(memory)?.controlPlaneBytes ?? 0) > 0,
  )
  if (!isThere) return null
  return {
    idleCpuSecondsPerHour: idleCpu(idle, ({ controlPlaneUs }) => controlPlaneUs),
    bytes: medianReading(
      records.map(({ memory }) => (isNotMeasured(memory) ? memory : memory.controlPlaneBytes)),
    ),
  }
}

/** Median over the trials that count. A reading that one trial lacks is missing in the result. */
function cpuOf(trials: readonly CompletedTrial[], idle: readonly IdleRecord[]): ArmSummary['cpuPer1000'] {
  const parts: CpuParts[] = []
  for (const trial of trials) {
    const own = marginalCpu(trial, idle)
    if (isNotMeasured(own)) return own
    parts.push(own)
  }
  return parts.length === 0 ? NO_TRIAL : medianParts(parts)
}

/** What went wrong, one entry for each incident: reasons of trials, failed bring-ups, rounds without this arm. */
function problemsOf(
  arm: string,
  trials: readonly TrialRecord[],
  begunRounds: number,
  journal: readonly JournalRecord[],
): InvalidReason[] {
  const asProblem = (text: string): InvalidReason => ({ rule: 'other', text, figure: null })
  const ofTrials = trials.flatMap((trial) => {
    if (trial.status === 'failed') return [asProblem(trial.error.what)]
    if (trial.status === 'invalid') return trial.reasons
    return trial.latency === null ? [asProblem('no page completed')] : []
  })
  const ofBringUps = journal
    .filter((record) => record.kind === 'bring-up')
    .flatMap(({ failedArms }) => failedArms.filter((failed) => failed.arm === arm))
    .map(({ problem }) => asProblem(`bring-up failed: ${problem.what}`))
  const missing = Math.max(0, begunRounds - trials.length)
  const notRun = Array.from({ length: missing }, () => asProblem('not run in a round that was begun'))
  return [...ofTrials, ...ofBringUps, ...notRun]
}

/**
 * Summarizes `arm`. Figures are null without a single usable round.
 * @param metrics the metrics that the load has
 */
export function armSummary(
  arm: string,
  rounds: UsedRounds,
  journal: readonly JournalRecord[],
  idle: readonly IdleRecord[],
  metrics: readonly Metric[],
  samplesOf: (rawFile: string) => Float64Array | null,
): ArmSummary {
  const all = [...(rounds.trials.get(arm)?.values() ?? [])]
  const used = usedTrials(rounds, arm)
  const count = (status: TrialRecord['status']): number =>
    all.filter((trial) => trial.status === status).length
  const withCpu = trialsReadBy('cpu', journal, rounds, arm)
  const withMemory = trialsReadBy('memory', journal, rounds, arm)
  const latencies = used.map(({ latency }) => latency)
  const levelOf = (metric: Metric) =>
    estimateOrNull(metrics.includes(metric) ? (valuesOf(metric, used, idle) ?? []) : [])
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
    levels: Object.fromEntries(
      ALL_METRICS.map(([metric]) => [metric, levelOf(metric)]),
    ) as ArmSummary['levels'],
    lagP50Us: estimateOrNull(latencies.map(({ lagUs }) => lagUs.p50))?.median ?? null,
    cpuPer1000: cpuOf(withCpu, idle),
    // Without the client, which belongs to hopbench.
    idleCpuSecondsPerHour: idleCpu(idle, (cpu) => cpu.appUs + cpu.proxyUs + cpu.agentUs),
    controlPlane: controlPlaneOf(used, idle),
    besideCpu: besideCpu(withCpu),
    memory: memoryOf(withMemory),
    // Closed-loop rounds belong to the arm as a whole, not to a paced load.
    clock: { notMeasured: 'this run has no readings of the hop clock' },
    capacity: capacityOf(
      journal.filter((record) => record.kind === 'capacity').filter((record) => record.arm === arm),
    ),
    cdf: cdf(latencies.map(({ rawFile }) => samplesOf(rawFile))),
  }
}
