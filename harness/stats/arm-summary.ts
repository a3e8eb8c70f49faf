/** Summarizes one arm under one load: its own figures, over the trials that count. */
import { isNotMeasured, measured } from '../results/measured.ts'
import {
  type CpuWindow,
  type IdleRecord,
  type InvalidReason,
  type JournalRecord,
  type Memory,
  type Reading,
  type RunRecord,
  type TrialRecord,
} from '../results/record.ts'
import type { ArmSummary } from './analysis.ts'
import { armClock } from './arm-clock.ts'
import { besideCpu } from './beside-cpu.ts'
import { bringUpValues, hasFigure } from './bring-up-values.ts'
import { capacityOf } from './capacity.ts'
import { cdf } from './cdf.ts'
import { clockPriceOf } from './clock-price.ts'
import { meanParts, type CpuParts } from './cpu-parts.ts'
import { overBringUpsOrNull } from './estimate.ts'
import { wholeFile, type Measurement, type SamplesOf } from './measurements.ts'
import { medianReading } from './median-reading.ts'
import { ALL_METRICS, definitionOf, type Metric } from './metrics.ts'
import { mean } from '../numbers/mean.ts'
import { median } from '../numbers/quantile.ts'
import { pageCpu } from './page-cpu.ts'
import { seenOf } from './seen.ts'
import {
  differencesOf,
  trialsReadBy,
  usedTrials,
  type CompletedTrial,
  type UsedRounds,
} from './used-rounds.ts'

/** Turns CPU time divided by wall time into CPU-seconds an hour. */
const SECONDS_PER_HOUR = 3600

const NO_IDLE_WINDOW = { notMeasured: 'no idle window was recorded' }
const QUICK = { notMeasured: 'quick runs take no idle windows' }
const NO_FILES = { notMeasured: 'the program text of proxies was not read apart from their own memory' }
const NO_TRIAL = { notMeasured: 'none of its trials counts' }

/** CPU-seconds an hour of some units without load. */
function idleCpu(
  { quick }: RunRecord,
  idle: readonly IdleRecord[],
  usedUs: (cpu: CpuWindow) => number,
): Reading {
  if (idle.length === 0) return quick ? QUICK : NO_IDLE_WINDOW
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
  const proxyFileBytes = medianReading(read.map((memory) => memory.proxyFileBytes ?? NO_FILES))
  const [appBytes, proxyBytes, agentBytes] = [middle('appBytes'), middle('proxyBytes'), middle('agentBytes')]
  const { cpu } = trials[0]!
  const proxies = isNotMeasured(cpu) ? cpu : cpu.units.filter(({ role }) => role === 'proxy').length
  return {
    totalBytes: appBytes + proxyBytes + agentBytes + (typeof kernelBytes === 'number' ? kernelBytes : 0),
    appBytes,
    proxyBytes,
    agentBytes,
    kernelBytes,
    proxyFileBytes,
    proxies,
    proxyBytesPerPod:
      proxyBytes === 0 || proxies === 0 ? 0 : isNotMeasured(proxies) ? proxies : proxyBytes / proxies,
  }
}

/** Medians of each bring-up. Empty where any of the windows lacks its memory: the others would be a selection. */
function memoryByBringUp(trials: readonly CompletedTrial[]): ArmSummary['memoryByBringUp'] {
  const groups = [...Map.groupBy(trials, ({ bringUp }) => bringUp)]
  const read = groups.flatMap(([bringUp, own]) => {
    const memory = memoryOf(own)
    return isNotMeasured(memory) ? [] : [{ bringUp, memory }]
  })
  return read.length === groups.length ? read : []
}

/** What the control plane takes; null for an arm without a control plane. */
function controlPlaneOf(
  run: RunRecord,
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
    idleCpuSecondsPerHour: idleCpu(run, idle, ({ controlPlaneUs }) => controlPlaneUs),
    bytes: medianReading(
      records.map(({ memory }) => (isNotMeasured(memory) ? memory : memory.controlPlaneBytes)),
    ),
  }
}

/** Mean over bring-ups of the trials that count, like every figure of the arm. A reading that one trial lacks is missing in the result. */
function cpuOf(trials: readonly CompletedTrial[]): ArmSummary['cpuPer1000'] {
  const parts = new Map<number, CpuParts[]>()
  for (const trial of trials) {
    const own = pageCpu(trial)
    if (isNotMeasured(own)) return own
    parts.set(trial.bringUp, [...(parts.get(trial.bringUp) ?? []), own])
  }
  return parts.size === 0 ? NO_TRIAL : meanParts([...parts.values()].map(meanParts))
}

/** The mean over bring-ups, like every figure of the arm. */
function underWayOf(trials: readonly CompletedTrial[]): Reading {
  if (trials.length === 0) return NO_TRIAL
  const byBringUp = new Map<number, number[]>()
  for (const { bringUp, pagesUnderWay } of trials) {
    if (pagesUnderWay === undefined) return { notMeasured: 'older runs did not record it' }
    byBringUp.set(bringUp, [...(byBringUp.get(bringUp) ?? []), pagesUnderWay])
  }
  return mean([...byBringUp.values()].map(mean))
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

export interface SummaryInput {
  run: RunRecord
  rounds: UsedRounds
  journal: readonly JournalRecord[]
  /** The trials of the arm that count. */
  measurements: readonly Measurement[]
  /** The metrics that the load has. */
  metrics: readonly Metric[]
  /** Why no figure of the hop clock may be used; null where they may be used. */
  clockObstacle: string | null
  samplesOf: SamplesOf
}

/** Summarizes `arm`. Figures are null without a single usable trial. */
export function armSummary(arm: string, input: SummaryInput): ArmSummary {
  const { run, rounds, journal, measurements, clockObstacle } = input
  const all = [...(rounds.trials.get(arm)?.values() ?? [])]
  const used = usedTrials(rounds, arm)
  const idle = journal.filter((record) => record.kind === 'idle').filter((record) => record.arm === arm)
  const count = (status: TrialRecord['status']): number =>
    all.filter((trial) => trial.status === status).length
  const withCpu = trialsReadBy('cpu', journal, rounds, arm)
  const withMemory = trialsReadBy('memory', journal, rounds, arm)
  const latencies = used.map(({ latency }) => latency)
  const levels = levelsOf(input)
  const seen = seenOf(journal, arm, rounds.load)
  return {
    arm,
    load: rounds.load,
    trials: {
      completed: count('completed'),
      flagged: used.filter(({ flags }) => flags.length > 0).length,
      invalid: count('invalid'),
      failed: count('failed'),
      discarded: count('completed') - used.length + withoutPartner(run, rounds, arm, used),
    },
    problems: problemsOf(arm, all, rounds.begun.length, journal),
    flags: used.flatMap(({ flags }) => flags),
    levels,
    lagP50Us: latencies.length === 0 ? null : median(latencies.map(({ lagUs }) => lagUs.p50)),
    pagesUnderWay: underWayOf(used),
    cpuPer1000: cpuOf(withCpu),
    // Without the client, which belongs to hopbench.
    idleCpuSecondsPerHour: idleCpu(run, idle, (cpu) => cpu.appUs + cpu.proxyUs + cpu.agentUs),
    controlPlane: controlPlaneOf(run, used, idle),
    besideCpu: besideCpu(withCpu),
    memory: memoryOf(withMemory),
    memoryByBringUp: memoryByBringUp(withMemory),
    clock:
      clockObstacle === null
        ? armClock(measurements, { p50: levels.p50?.middle ?? null, p99: levels.p99?.middle ?? null })
        : { notMeasured: clockObstacle },
    clockPrice: clockPriceOf(journal, arm, rounds.load),
    // Closed-loop rounds belong to the arm as a whole, not to a paced load.
    capacity: capacityOf(journal, arm),
    ...(seen && { seen }),
    cdf: cdf(used.map((trial) => wholeFile(input.samplesOf(trial.latency.rawFile), trial))),
  }
}

function levelsOf({ measurements, metrics, clockObstacle }: SummaryInput): ArmSummary['levels'] {
  const levelOf = (metric: Metric) => {
    const isWithheld = definitionOf(metric).clock === 'hop' && clockObstacle !== null
    if (isWithheld || !metrics.includes(metric)) return null
    const values = bringUpValues(
      metric,
      measurements.filter((measurement) => hasFigure(metric, measurement)),
    )
    return overBringUpsOrNull(values && [...values.values()])
  }
  return Object.fromEntries(ALL_METRICS.map(([metric]) => [metric, levelOf(metric)])) as ArmSummary['levels']
}

/** Good trials of the arm in rounds in which no arm that it is compared with has one. */
function withoutPartner(
  run: RunRecord,
  rounds: UsedRounds,
  arm: string,
  used: readonly CompletedTrial[],
): number {
  const partners = partnersOf(run, arm).map(
    (partner) => new Set(usedTrials(rounds, partner).map(({ round }) => round)),
  )
  return partners.length === 0 ? 0 : used.filter(({ round }) => !partners.some((of) => of.has(round))).length
}

/** The arms that this one is compared with. */
const partnersOf = (run: RunRecord, arm: string): string[] => [
  ...new Set(
    differencesOf(run).flatMap((pair) =>
      pair.arm === arm ? [pair.baseline] : pair.baseline === arm ? [pair.arm] : [],
    ),
  ),
]
