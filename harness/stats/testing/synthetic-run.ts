/**
 * A whole run made up by a seeded generator, with known truth: for tests of `analyze` and of the report.
 * Nothing here was measured; the host says "synthetic" wherever it is named.
 */
import type {
  ClusterRecord,
  Evidence,
  InvalidReason,
  LoadLeftOut,
  JournalRecord,
  RunRecord,
  Seeing,
  TrialRecord,
} from '../../results/record.ts'
import { seededRandom } from '../../numbers/seeded-random.ts'
import { loadsOfRound } from '../../plan/loads-of-round.ts'
import { groundOf, pairsOf, type ComparedDatapath } from '../../plan/pairs.ts'
import {
  SYNTHETIC_CODE,
  SYNTHETIC_HOST,
  SYNTHETIC_PLACE,
  SYNTHETIC_SCENARIO,
  syntheticArmRecord,
} from './synthetic-host.ts'
import { DIRECT, SYNTHETIC_ARMS, type SyntheticArm } from './synthetic-arms.ts'
import { syntheticExercise } from './synthetic-exercise.ts'
import { syntheticCapacity, syntheticSaturation } from './synthetic-capacity.ts'
import { CHAIN, syntheticHops } from './synthetic-hops.ts'
import type { MadeUpCall } from './synthetic-page.ts'
import { syntheticCpu, syntheticLatency, syntheticMemory, syntheticSamples } from './synthetic-trial.ts'

export type { SyntheticArm }

interface SyntheticLoad {
  name: string
  connection: 'keep-alive' | 'per-request'
  /** That of all loads where absent. */
  pagesPerSecond?: number
  windowsPerBringUp?: number
  /** What the load takes for a page, as a share of what the arms say. */
  cpuFactor?: number
}

export interface SyntheticOptions {
  seed: string
  arms?: SyntheticArm[]
  loads?: SyntheticLoad[]
  /** Whether the scenario has a policy, which the proofs of every arm that enforces one try out. */
  policy?: boolean
  rounds?: number
  roundsPerBringUp?: number
  quick?: boolean
  /** Whether the run has readings of the hop clock. */
  hopClock?: boolean
  /** The calls of a page that the hop clock reads; a chain of three where absent. */
  page?: MadeUpCall[][]
  /** Relative standard deviations of transport: of an arm's incarnation, and of one window. About what the reference host shows. */
  hopNoise?: { luck: number; window: number }
  pagesPerSecond?: number
  measureMs?: number
  /** Relative standard deviation of one trial against its round; 0.04 is what the reference host shows on a fair day. */
  trialNoise?: number
  /** Relative standard deviation of one arm's incarnation against its others. */
  bringUpNoise?: number
  /** Relative growth of every latency from the first round to the last. */
  drift?: number
  /** Trials that did not go well. */
  trouble?: { arm: string; round: number; status: 'invalid' | 'failed' | 'missing' }[]
  allTasksMeasured?: boolean
  /** Capacity rounds of each arm; 0 for none. */
  capacityRounds?: number
  /** Whether the run searched for the saturation of each arm; older runs did not. */
  searched?: boolean
  /** Loads that the run left out. */
  loadsLeftOut?: LoadLeftOut[]
  provider?: string
  clusters?: ClusterRecord[]
}

export interface SyntheticRun {
  run: RunRecord
  journal: JournalRecord[]
  evidence: Evidence[]
  samplesOf: (rawFile: string) => Float64Array | null
}

const STOLEN: InvalidReason = { rule: 'stolen', text: 'steal was {figure} % of the window', figure: 3.2 }

const START = Date.parse('2030-01-01T00:00:00Z')

/** Builds the run; the same options give the same run, bit for bit. */
export function syntheticRun(options: SyntheticOptions): SyntheticRun {
  const quick = options.quick ?? false
  const rounds = options.rounds ?? (quick ? 6 : 24)
  const roundsPerBringUp = options.roundsPerBringUp ?? (quick ? 1 : 2)
  const commonRate = options.pagesPerSecond ?? 200
  const measureMs = options.measureMs ?? 1000
  const loads: SyntheticLoad[] = options.loads ?? [{ name: 'steady', connection: 'keep-alive' }]
  const trialNoise = options.trialNoise ?? 0.02
  const wallUs = measureMs * 1000
  const allTasksMeasured = options.allTasksMeasured ?? true
  const random = seededRandom(options.seed)
  /** Of its own, so that a run is the same with and without the hop clock. */
  const hopRandom = seededRandom(`${options.seed} hops`)
  const page = options.page ?? CHAIN
  const hopNoise = options.hopNoise ?? { luck: 0.03, window: 0.04 }
  const arms = (options.arms ?? SYNTHETIC_ARMS).map((arm) => ({ ...DIRECT, ...arm }))
  const raw = new Map<string, () => Float64Array>()
  const journal: JournalRecord[] = [...(options.clusters ?? [])]
  const evidence: Evidence[] = []
  const order: string[][] = []

  const startedAt = (): string => new Date(START + journal.length * (measureMs + 2500)).toISOString()
  const bringUps = Math.ceil(rounds / roundsPerBringUp)

  for (let bringUp = 0; bringUp < bringUps; bringUp++) {
    const luck = new Map(arms.map((arm) => [arm.name, 1 + (options.bringUpNoise ?? 0) * random.normal()]))
    const hopLuck = new Map(arms.map((arm) => [arm.name, 1 + hopNoise.luck * hopRandom.normal()]))
    journal.push({
      kind: 'bring-up',
      startedAt: startedAt(),
      bringUp,
      durationMs: 4200,
      pods: arms.length * 5,
      proxies: arms.reduce((sum, arm) => sum + arm.proxies, 0),
      raiseOrder: arms.map(({ name }) => name),
      failedArms: [],
    })
    for (const arm of arms) {
      const at = { arm: arm.name, load: 'none', bringUp, startedAt: startedAt() }
      journal.push({
        kind: 'idle',
        ...at,
        cpu: syntheticCpu(arm, 0, 2_000_000, 1, allTasksMeasured),
        memory: syntheticMemory(arm),
      })
      for (const when of ['before', 'after'] as const)
        evidence.push({
          arm: arm.name,
          bringUp,
          when,
          kind: 'counter',
          subject: { pod: 'front' },
          claim: 'every request arrives once',
          where: 'front',
          expected: { comparison: 'exactly', count: 20, unit: 'requests' },
          observed: { count: 20, unit: 'requests' },
          holds: true,
          source: 'service counters (synthetic)',
        })
    }
    const lastRound = Math.min(rounds, (bringUp + 1) * roundsPerBringUp)
    for (let round = bringUp * roundsPerBringUp; round < lastRound; round++) {
      order.push(random.shuffled(arms.map((arm) => arm.name)))
      for (const load of loadsOfRound(loads, round, { rounds, roundsPerBringUp })) {
        const rate = load.pagesPerSecond ?? commonRate
        const pages = Math.round((rate * measureMs) / 1000)
        const cpuFactor = load.cpuFactor ?? 1
        const weather =
          (1 + 0.02 * random.normal()) * (1 + ((options.drift ?? 0) * round) / Math.max(1, rounds - 1))
        order[round]!.forEach((name, position) => {
          const arm = arms.find((candidate) => candidate.name === name)!
          const factor = weather * luck.get(name)! * (1 + trialNoise * random.normal())
          const trial = {
            kind: 'trial' as const,
            arm: name,
            load: load.name,
            bringUp,
            startedAt: startedAt(),
            round,
            position,
            perturbedBy: null,
          }
          const trouble = options.trouble?.find(
            (entry) => entry.arm === name && entry.round === round,
          )?.status
          if (trouble === 'missing') return
          if (trouble === 'failed') {
            journal.push({
              ...trial,
              status: 'failed',
              error: { what: 'service middle ended with signal KILL', advice: null },
            })
            return
          }
          const p50Us = arm.p50Us * factor
          const connectUs =
            load.connection === 'per-request' ? arm.connectUs * (1 + trialNoise * random.normal()) : null
          const rawFile = `raw/${load.name}/${round}-${name}.f64`
          raw.set(rawFile, () =>
            syntheticSamples(arm, p50Us, pages, wallUs, seededRandom(options.seed + rawFile)),
          )
          const measured = {
            ledger: { offered: pages, completed: pages, failed: 0, timedOut: 0, notSent: 0, errors: {} },
            offeredPerSecond: rate,
            achievedPerSecond: rate,
            pagesUnderWay: (rate * p50Us) / 1e6,
            latency: syntheticLatency(arm, p50Us, connectUs, pages, rawFile),
            cpu: syntheticCpu(
              arm,
              pages,
              wallUs,
              cpuFactor * (1 + trialNoise * random.normal()),
              allTasksMeasured,
            ),
            memory: syntheticMemory(arm),
            retries: 0,
            ...(arm.seen && {
              seen: {
                events: pages * arm.seen.perPage,
                bytes: pages * arm.seen.perPage * arm.seen.bytes,
                lost: arm.seen.lost,
              },
            }),
          }
          const record: TrialRecord =
            trouble === 'invalid'
              ? { ...trial, status: 'invalid', reasons: [STOLEN], ...measured }
              : { ...trial, status: 'completed', flags: [], ...measured }
          journal.push(record)
          if (options.hopClock === true) {
            const speed = hopLuck.get(name)! * (1 + hopNoise.window * hopRandom.normal())
            const at = { arm: name, load: load.name, bringUp, round, startedAt: startedAt() }
            journal.push({ kind: 'hops', ...at, reading: syntheticHops(arm, p50Us, speed, pages, page) })
          }
        })
      }
    }
  }

  const capacityRounds = options.capacityRounds ?? 3
  if (capacityRounds > 0 && options.searched !== false)
    for (const arm of arms) journal.push(syntheticSaturation(arm.name, arm, startedAt()))
  for (let round = 0; round < capacityRounds; round++)
    for (const arm of arms)
      journal.push({
        kind: 'capacity',
        arm: arm.name,
        load: 'closed-loop',
        bringUp: bringUps - 1,
        startedAt: startedAt(),
        round,
        status: 'completed',
        ...syntheticCapacity(arm, arm.capacityPerSecond * (1 + 0.03 * random.normal()), allTasksMeasured),
      })

  const described = arms.map(
    ({ name, role, datapath, fillerServices, policyRules, seeing, within, modelledBy }) =>
      syntheticArmRecord({
        name,
        role: role ?? 'treatment',
        datapath: datapath ?? name,
        fillerServices: fillerServices ?? 0,
        ...(policyRules !== undefined && { policyRules }),
        seeing,
        against: 'direct',
        within: within ?? null,
        modelledBy: modelledBy ?? null,
      }),
  )
  const comparisons = compareSynthetic(arms, described)
  for (const { record } of described) evidence.push(...syntheticExercise(record, options.policy ?? false))
  const run: RunRecord = {
    schemaVersion: 2,
    id: `synthetic-${options.seed}`,
    startedAt: new Date(START).toISOString(),
    finishedAt: startedAt(),
    status: 'complete',
    statusReason: null,
    command: ['bench', '--seed', options.seed],
    seed: options.seed,
    provider: options.provider ?? 'synthetic',
    place: SYNTHETIC_PLACE,
    code: SYNTHETIC_CODE,
    host: SYNTHETIC_HOST,
    scenario: SYNTHETIC_SCENARIO,
    loadsLeftOut: options.loadsLeftOut ?? [],
    loads: loads.map(({ name, connection, pagesPerSecond, windowsPerBringUp }) => ({
      name,
      connection,
      ...(windowsPerBringUp !== undefined && { windowsPerBringUp }),
      pagesPerSecond: pagesPerSecond ?? commonRate,
      chosen: null,
      warmUpMs: 2000,
      measureMs,
    })),
    datapaths: [...new Map(described.map(({ descriptor }) => [descriptor.name, descriptor])).values()],
    arms: described.map(({ record }) => record),
    comparisons,
    quick,
    rounds,
    roundsPerBringUp,
    capacityRounds,
    order,
    raiseOrder: [],
  }
  return { run, journal, evidence, samplesOf: (rawFile) => raw.get(rawFile)?.() ?? null }
}

const RIVALS: Record<string, string[]> = {
  ebpf: ['kube-proxy-iptables'],
  'sidecar-mtls': ['ebpf', 'sidecar'],
  'istio-sidecar': ['ebpf'],
}

/** What datapaths can make visible; the first is what they do without being asked. */
const SEEING: Record<string, Seeing[]> = {
  ebpf: ['connections', 'nothing'],
  sidecar: ['nothing', 'requests', 'metrics', 'tracing'],
}

/** The comparisons of a real plan. Each arm's ground is written into its record. */
function compareSynthetic(
  arms: readonly SyntheticArm[],
  described: ReturnType<typeof syntheticArmRecord>[],
): RunRecord['comparisons'] {
  const datapaths = described.map(({ descriptor }): ComparedDatapath => ({
    ...descriptor,
    rivals: RIVALS[descriptor.name] ?? [],
    seeing: SEEING[descriptor.name] ?? ['nothing'],
  }))
  const specs = described.map(({ record: { name, role, datapath, fillerServices, policyRules = 0 } }) => {
    const { against, seeing } = arms.find((arm) => arm.name === name)!
    const spec = {
      ...{ name, datapath, fillerServices, policyRules, seeing, isTwin: role === 'twin' },
      ...(role === 'planted' && { planted: [] }),
    }
    return against === undefined ? spec : { ...spec, against }
  })
  described.forEach(({ record }, index) => {
    record.against = record.role === 'treatment' ? groundOf(specs[index]!, specs, datapaths) : 'direct'
  })
  return pairsOf(specs, datapaths)
}
