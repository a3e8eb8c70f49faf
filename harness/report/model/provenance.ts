/** What was measured, what was not, on which machine, and by which command: all a reader needs to judge and to repeat a run. */
import { measured } from '../../results/measured.ts'
import { processorText } from '../../results/render-host.ts'
import type { ArmRecord, LoadRecord, RunRecord } from '../../results/record.ts'
import { shellWord } from '../../words/shell-word.ts'
import type { ReportInput } from '../report-input.ts'
import { clockAbsences } from './clock/absent.ts'
import { clusterRows } from './clusters.ts'
import { MEMORY_METHODS } from '../../results/render-memory.ts'
import { isOfProcesses, memoryMethods } from './method.ts'
import { bytes, count, duration, percent, rate } from './format.ts'
import { connectionText, listed, namedAfter, plural } from './text.ts'
import type { Views } from './views.ts'

export interface Provenance {
  measured: string[]
  notMeasured: string[]
  arms: { title: string; colour: string; closeness: string; same: string[]; missing: string[] }[]
  host: [string, string][]
  versions: [string, string][]
  settings: [string, string][]
  armSettings: { title: string; settings: [string, string][] }[]
  reproduce: string
  /** The code that made the run. */
  code: string
  seed: string
  /** Rows of the table whose head is CLUSTER_COLUMNS; empty where arms need no cluster. */
  clusters: string[][]
}

/** Enough to name a commit in any repository of this size. */
const COMMIT_DIGITS = 12

export function provenanceOf({ arms: views, loads }: Views, input: ReportInput): Provenance {
  const { run } = input
  const compared = comparedArms(run)
  return {
    measured: [
      ...listMeasured(input),
      ...(loads.some(({ hasHopClock }) => hasHopClock)
        ? [
            'parts of a page by the hop clock: stamps in the kernel, when a request or its answer leaves or reaches the network of a pod, for all datapaths alike',
          ]
        : []),
    ],
    notMeasured: [
      ...(loads.some(({ hasHopClock }) => hasHopClock)
        ? ['wake-ups, and TCP’s own sending and receiving, apart from the programs that they belong to']
        : [
            'time inside a hop: only the calling program’s clock was read, so a service that runs slower beside a proxy counts as a cost of the proxy',
          ]),
      ...new Set(loads.flatMap((view) => (view.hasHopClock ? clockAbsences(view) : []))),
      ...missingReadings(input),
      ...run.place.beyond,
    ],
    // A twin is the baseline again and has the baseline's fidelity.
    arms: compared.flatMap((arm, index) =>
      arm.role === 'twin'
        ? []
        : {
            title: views[index]!.title,
            colour: views[index]!.colour,
            closeness: namedAfter(arm.fidelity),
            same: arm.fidelity.same,
            missing: arm.fidelity.missing,
          },
    ),
    host: hostRows(run),
    versions: Object.entries(run.host.versions),
    settings: Object.entries(run.host.settings),
    armSettings: compared.map((arm, index) => ({ title: views[index]!.title, settings: armSettings(arm) })),
    reproduce: reproduceCommand(run),
    code: codeText(run.code),
    seed: run.seed,
    clusters: clusterRows(input.journal),
  }
}

/** The arms of the report. Those with planted effects are in a table of their own. */
const comparedArms = ({ arms }: RunRecord): ArmRecord[] => arms.filter(({ role }) => role !== 'planted')

function listMeasured({ run, journal }: ReportInput): string[] {
  return [
    'latency of whole pages, from the first request written to the last byte read, by the clock of a paced open-loop client in user space',
    ...run.loads.map(
      (load) =>
        `load “${load.name}”: ${rateText(load)}, ${connectionText(load.connection)}, ${duration(load.measureMs)} windows after ${duration(load.warmUpMs)} of warm-up${load.windowsPerBringUp === undefined ? '' : `, ${load.windowsPerBringUp} in each bring-up`}`,
    ),
    `${plural(run.rounds, 'round')} of ${plural(comparedArms(run).length, 'arm')} in balanced shuffled order; a bring-up (all processes started anew) every ${run.roundsPerBringUp === 1 ? 'round' : `${run.roundsPerBringUp} rounds`}`,
    `CPU of ${run.place.cpuOf} by part; ${memoryText(journal)}`,
  ]
}

/** The rate of a load, and how the rate was chosen. */
function rateText({ pagesPerSecond, chosen }: LoadRecord): string {
  if (pagesPerSecond === null) return 'a rate that was never chosen'
  if (chosen === null) return `${rate(pagesPerSecond)} pages/s (scenario)`
  const { slowest, shareOfSlowest } = chosen
  return `${rate(pagesPerSecond)} pages/s (auto: ${percent(shareOfSlowest)} of ${slowest.arm}, which carried ${rate(slowest.pagesPerSecond)} pages/s)`
}

/** What the memory figures mean; that depends on how memory was read. */
function memoryText(journal: ReportInput['journal']): string {
  const methods = memoryMethods(journal)
  return isOfProcesses(methods)
    ? 'memory of every process and of kernel tables where they can be read'
    : `memory, read from ${listed(methods.map((method) => MEMORY_METHODS[method]))}, and of kernel tables where they can be read`
}

/** Everything that this run marked as not measured: each reason once, with the arms that it concerns. */
function missingReadings({ journal, analysis }: ReportInput): string[] {
  const lacks: { what: string; why: string; arm: string | undefined }[] = []
  const note = (what: string, reading: unknown, arm?: string): void => {
    if (typeof reading === 'object' && reading !== null && 'notMeasured' in reading)
      lacks.push({ what, why: String(reading.notMeasured), arm })
  }
  for (const summary of analysis.arms) {
    // The answer already names an arm without figures, with the reasons.
    if (!summary.levels.p50) continue
    note('CPU of pages', summary.cpuPer1000)
    note('CPU of other programs, separately from interrupts', measured(summary.cpuPer1000)?.foreign)
    note('memory', summary.memory, summary.arm)
    if ((measured(summary.memory)?.proxyBytes ?? 0) > 0)
      note('program text of proxies', measured(summary.memory)?.proxyFileBytes, summary.arm)
    note('kernel memory', measured(summary.memory)?.kernelBytes, summary.arm)
    note('idle CPU', summary.idleCpuSecondsPerHour)
    note('capacity', summary.capacity)
    note('pages under way in the mean', summary.pagesUnderWay)
    note('what limited the capacity', measured(summary.capacity)?.limit)
  }
  for (const record of journal)
    if (record.kind === 'trial' && record.status !== 'failed') {
      const cpu = measured(record.cpu)
      note('throttling', cpu?.throttledPeriods)
      note('CPU pressure', cpu?.pressureSomeUs)
      note('steal', cpu?.stealUs)
      note('context switches', cpu?.contextSwitches)
    }
  const readings = [...Map.groupBy(lacks, ({ what, why }) => `${what}: ${why}`).values()].map((same) => {
    const { what, why } = same[0]!
    const arms = [...new Set(same.flatMap(({ arm }) => arm ?? []))]
    return `${what}${arms.length > 0 ? ` of ${listed(arms)}` : ''}: ${why}`
  })
  if (analysis.arms.some(({ levels }) => levels.p50 && !levels.p99))
    return [...readings, 'p99: it needs 1000 pages of a datapath in the whole run']
  return readings
}

function hostRows({ host, code }: RunRecord): [string, string][] {
  return [
    ['code', codeText(code)],
    ['system', `${host.os}, Linux ${host.kernel}, ${host.architecture}`],
    ['processor', `${processorText(host)}, governor ${host.cpuGovernor}`],
    ['memory', bytes(host.memoryBytes)],
    ['virtualization', host.virtualization],
    ['cgroup', host.cgroup],
    ['CPU accounting', host.cpuAccounting],
    ['clock source', host.clocksource],
  ]
}

/** "hopbench 0.2.0, commit c62ed1db1817": which code made the run, since other code may measure in another way. */
const codeText = ({ version, commit, modified }: RunRecord['code']): string =>
  [
    `hopbench ${version}`,
    commit === null ? 'of an unknown commit' : `commit ${commit.slice(0, COMMIT_DIGITS)}`,
    ...(modified === true ? ['with changes that are in no commit'] : []),
  ].join(', ')

const armSettings = ({
  settings,
  fillerServices,
  policyRules,
  flowEvents,
  seeing,
}: ArmRecord): [string, string][] => [
  ['services nobody calls', count(fillerServices)],
  ...(policyRules === undefined
    ? []
    : [
        ['rules of policy that match nobody, for each pod and direction', count(policyRules)] as [
          string,
          string,
        ],
      ]),
  ...(seeing === undefined
    ? [['flow events', flowEvents ? 'on, where the datapath has them' : 'off'] as [string, string]]
    : [['made visible', seeing] as [string, string]]),
  ...Object.entries(settings),
]

/** The command as the user typed it, with the seed that the run drew. */
function reproduceCommand({ command, seed }: RunRecord): string {
  const [name = 'bench', ...flags] = command
  const all = flags.some((flag) => flag === '--seed' || flag.startsWith('--seed='))
    ? flags
    : [...flags, '--seed', seed]
  return ['npm', 'run', name, '--', ...all].map(shellWord).join(' ')
}
