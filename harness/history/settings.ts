/** Sorts runs into settings: what was measured on one machine, with one provider and scenario. Only runs of one setting share a line. */
import { createHash } from 'node:crypto'
import { machineKey, type HistoryRun, HISTORY_METRICS } from './read-history.ts'
import { keptComparisons, seriesOf, type Compare, type RawPoint, type Series } from './series.ts'

export interface Machine {
  /** Eight hexadecimal digits that stand for the machine. */
  id: string
  /** "AMD EPYC, 2 CPUs, 4 GiB". */
  words: string
}

export interface Setting {
  machine: Machine
  provider: string
  scenario: string
  quick: boolean
  /** By time, the oldest first. */
  runs: HistoryRun[]
  loads: LoadHistory[]
}

export interface LoadHistory {
  load: string
  /** Of the baseline's own figures. */
  ground: Series[]
  arms: ArmHistory[]
}

export interface ArmHistory {
  arm: string
  /** As the newest run that has the arm names it, and what it is compared with there. */
  title: string
  against: string
  datapath: string
  series: Series[]
}

/** All settings, the one with the newest run first. @param runs by time */
export function settingsOf(runs: readonly HistoryRun[]): Setting[] {
  const compare = keptComparisons()
  return [...Map.groupBy(runs, settingKey).values()]
    .map((own) => {
      const { facts } = own.at(-1)!
      const loads = loadsOf(own, compare)
      const { provider, scenario, quick } = facts
      return { machine: machineOf(own.at(-1)!), provider, scenario: scenario.name, quick, runs: own, loads }
    })
    .toSorted((a, b) => timeOfNewest(b) - timeOfNewest(a))
}

const settingKey = ({ facts }: HistoryRun): string =>
  JSON.stringify([machineKey(facts), facts.provider, facts.scenario.name, facts.quick])

const timeOfNewest = ({ runs }: Setting): number => Date.parse(runs.at(-1)!.facts.startedAt)

export function machineOf({ facts }: HistoryRun): Machine {
  const { cpuModel, cores, memoryBytes } = facts.host
  return {
    id: createHash('sha256').update(machineKey(facts)).digest('hex').slice(0, 8),
    words: `${cpuModel.trim()}, ${cores} ${cores === 1 ? 'CPU' : 'CPUs'}, ${Math.round(memoryBytes / 1024 ** 3)} GiB`,
  }
}

function loadsOf(runs: readonly HistoryRun[], compare: Compare): LoadHistory[] {
  const names = [...new Set(runs.flatMap(({ facts }) => facts.loads.map(({ name }) => name)))]
  return names.map((load) => ({
    load,
    ground: HISTORY_METRICS.flatMap((metric) => {
      const raw = runs.flatMap((run): RawPoint[] => {
        const found = run.ground.find((point) => point.load === load && point.metric === metric)
        return found ? [{ run, figure: found.level, reason: null }] : []
      })
      const baseline = runs.at(-1)!.facts.arms.find(({ role }) => role === 'baseline')?.name ?? ''
      return raw.length === 0 ? [] : [seriesOf({ arm: baseline, load, metric, kind: 'level' }, raw, compare)]
    }),
    arms: armsOf(runs, load, compare),
  }))
}

function armsOf(runs: readonly HistoryRun[], load: string, compare: Compare): ArmHistory[] {
  const raw = new Map<string, Map<string, RawPoint[]>>()
  for (const run of runs)
    for (const point of run.points) {
      if (point.load !== load) continue
      const ofArm = raw.get(point.arm) ?? new Map<string, RawPoint[]>()
      raw.set(point.arm, ofArm)
      const ofMetric = ofArm.get(point.metric) ?? []
      ofArm.set(point.metric, ofMetric)
      ofMetric.push({ run, figure: point.ratio, reason: point.reason })
    }
  return [...raw].map(([arm, byMetric]) => {
    const newest = [...byMetric.values()].map((points) => points.at(-1)!.run).toSorted(laterFirst)[0]!
    const described = newest.facts.arms.find(({ name }) => name === arm)!
    const title = (name: string) => newest.facts.arms.find((one) => one.name === name)?.title ?? name
    return {
      arm,
      title: described.title,
      against: title(described.against),
      datapath: described.datapath,
      series: HISTORY_METRICS.flatMap((metric) => {
        const points = byMetric.get(metric)
        return points ? [seriesOf({ arm, load, metric, kind: 'multiple' }, points, compare)] : []
      }),
    }
  })
}

const laterFirst = (a: HistoryRun, b: HistoryRun): number =>
  Date.parse(b.facts.startedAt) - Date.parse(a.facts.startedAt)
