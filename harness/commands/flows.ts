/** `flows`: who called whom, how often, and whether the calls succeeded, as each arm of a run or a flow file from elsewhere shows. */
import { basename, join } from 'node:path'
import type { FlowsFlags } from '../cli/reading-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { attemptsTable } from '../flows/attempts-table.ts'
import type { TrueCall } from '../flows/completeness.ts'
import { dotOf } from '../flows/dot.ts'
import { flowsTable } from '../flows/flows-table.ts'
import { normalityByScenario, normalityByWindow, type Normality } from '../flows/normality.ts'
import { edgeRows, type EdgeRow, type Sight } from '../flows/seen-by.ts'
import { RULE_WORDS } from '../flows/words-of-attempt.ts'
import type { FlowsRead } from '../flows/read-flows.ts'
import { readRunRecord } from '../results/read-run.ts'
import type { RunRecord } from '../results/record.ts'
import { statsOf } from '../system/stats-of.ts'
import { baselineOf, type Baseline } from './flows-baseline.ts'
import { readSights } from './read-sights.ts'
import { serviceAddresses } from './service-addresses.ts'
import { findRun } from './report.ts'
import { canGoOn, resumeCommand } from './resume-file.ts'

/** What is shown: sights, the calls that were made (null where nobody knows), and how ends are called in all arms alike. */
interface Shown {
  title: string
  sights: Sight[]
  truth: TrueCall[] | null
  nameOf: (id: string) => string
  /** Whether an edge is normal; undefined where nobody knows. @param edge of the sight, with its own names of ends */
  normalityOf: (row: EdgeRow, seen: EdgeRow['seen'][number]) => Normality | undefined
  /** What is said of the normal, below the edges. */
  note: string
}

export async function flows(flags: FlowsFlags): Promise<ExitCode> {
  const { title, sights, truth, nameOf, normalityOf, note } = isFile(flags.what)
    ? await ofFile(flags.what!, flags.baseline)
    : await ofRun(findRun(join(flags.out, 'results'), flags.what, toSeeFlows), flags.baseline)
  const rows = edgeRows([...sights, ...sights.flatMap(whileAttempted)], truth, nameOf).map((row) => ({
    ...row,
    seen: row.seen.map((seen) => {
      const normality = normalityOf(row, seen)
      return { ...seen, ...(normality && { normality }) }
    }),
  }))
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ of: title, sights, rows }, null, 2)}\n`
      : flags.dot
        ? dotOf(title, rows)
        : `${attemptsTable(sights)}${flowsTable(sights, rows)}${note}`,
  )
  return EXIT.ok
}

const toSeeFlows = (id: string): string => `to see the flows of ${id}: npm run flows -- ${id}`

/** `-` stands for standard input. */
const STDIN = '-'

const isFile = (what: string | undefined): boolean =>
  what === STDIN || (what !== undefined && (statsOf(what)?.isFile() ?? /\.jsonl?$/.test(what)))

async function ofFile(file: string, baseline: Baseline | undefined): Promise<Shown> {
  const source = file === STDIN ? { name: 'standard input', stream: process.stdin } : { name: file }
  const { read, assessment } = await baselineOf(source, baseline)
  refuseOther(read)
  const name = basename(read.file)
  const normality = assessment && normalityByWindow(assessment)
  return {
    title: name,
    sights: [{ name, read, about: null, completeness: null, ...(assessment && { assessment }) }],
    truth: null,
    nameOf: (id) => id,
    normalityOf: (_, { edge }) => normality?.(edge),
    note: assessment
      ? `normal: learned from the first ${baseline!.written}, held against the ${Math.round(assessment.laterMs / 1000)} s after. ${RULE_WORDS}\n`
      : 'normal: unknown, because no window says what is normal; --baseline 5m takes the first five minutes of the file for normal\n',
  }
}

/** @throws UsageError for a file without a single line that can be read */
function refuseOther({ file, flows, unread, problems, lost }: FlowsRead): void {
  const [first] = problems
  if (flows > 0 || unread === 0 || first === undefined || Object.keys(lost).length > 0) return
  throw new UsageError(
    `${file} has no flow in it; ${file}:${first.line}  ${first.problem}`,
    'give a file with one JSON object a line, as `hubble observe -o jsonpb` and Hubble’s exporter write it',
  )
}

async function ofRun(runDir: string, baseline: Baseline | undefined): Promise<Shown> {
  if (baseline)
    throw new UsageError(
      `--baseline ${baseline.written} is for a file with flows, and ${runDir} is a run`,
      'leave --baseline out: what is normal in a run, its scenario says',
    )
  const run = readRunRecord(runDir)
  const sights = await readSights(runDir, run)
  if (sights.length === 0)
    throw new UsageError(
      `${runDir} has no flows`,
      canGoOn(runDir, run)
        ? `a run stores flows after its last proof: \`${resumeCommand(runDir)}\` measures the rest`
        : 'a run stores flows after its last proof; take one with an arm that reports flows, such as ebpf, that ended by itself',
    )
  const nameOf = namesAlike(run, serviceAddresses(runDir, run.arms))
  const { services, databases = {} } = run.scenario
  const known = new Set([...Object.keys(services), ...Object.keys(databases), 'client', 'dns'])
  const isKnown = (id: string): boolean => known.has(id.slice(id.lastIndexOf('/') + 1))
  const judges = new Map(
    sights.flatMap(({ name, attempts }) =>
      attempts
        ? [[meanwhile(name), attempts.judged && normalityByWindow(attempts.judged.assessment)] as const]
        : [],
    ),
  )
  return {
    title: run.id,
    sights,
    truth: [...run.scenario.edges, ...(run.scenario.queries ?? [])].map(({ from, to }) => ({
      ...{ from, to },
      calls: null,
    })),
    nameOf,
    normalityOf(row, { by, edge }) {
      const judge = judges.get(by)
      return judge === undefined ? normalityByScenario(row, isKnown) : judge?.(edge)
    },
    note: '',
  }
}

/** What an arm saw while attempts were made, as a sight of its own. */
const whileAttempted = ({ name, attempts }: Sight): Sight[] =>
  attempts?.read ? [{ name: meanwhile(name), read: attempts.read, about: null, completeness: null }] : []

const meanwhile = (arm: string): string => `${arm}, meanwhile`

/**
 * Services by their names in the scenario: on Kubernetes their namespaces are those of the arm.
 * @param addresses the services' own addresses, which are no pod's
 */
function namesAlike(
  { scenario }: Pick<RunRecord, 'scenario'>,
  addresses: ReadonlyMap<string, string>,
): (id: string) => string {
  const servers = new Map(Object.entries({ ...scenario.services, ...scenario.databases }))
  return (id) => {
    const ofAddress = addresses.get(id)
    if (ofAddress) return `${ofAddress} (service)`
    const name = id.slice(id.lastIndexOf('/') + 1)
    const service = servers.get(name)
    return service ? `${service.namespace}/${name}` : name === 'client' ? name : id
  }
}
