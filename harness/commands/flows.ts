/** `flows`: who called whom, how often, and whether the calls succeeded, as each arm of a run or a flow file from elsewhere shows. */
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FlowsFlags } from '../cli/command-line.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import type { TrueCall } from '../flows/completeness.ts'
import { dotOf } from '../flows/dot.ts'
import { flowsTable } from '../flows/flows-table.ts'
import { edgeRows, type Sight } from '../flows/seen-by.ts'
import type { FlowsRead } from '../flows/read-flows.ts'
import { readRunRecord } from '../results/read-run.ts'
import type { RunRecord } from '../results/record.ts'
import { readFlowFile, readFlowStream, readSights } from './read-sights.ts'
import { findRun } from './report.ts'

/** What is shown: sights, the calls that were made (null where nobody knows), and how ends are called in all arms alike. */
interface Shown {
  title: string
  sights: Sight[]
  truth: TrueCall[] | null
  nameOf: (id: string) => string
}

export async function flows(flags: FlowsFlags): Promise<ExitCode> {
  const { title, sights, truth, nameOf } = isFile(flags.what)
    ? await ofFile(flags.what!)
    : await ofRun(findRun(join(flags.out, 'results'), flags.what))
  const rows = edgeRows(sights, truth, nameOf)
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ of: title, sights, rows }, null, 2)}\n`
      : flags.dot
        ? dotOf(title, rows)
        : flowsTable(sights, rows),
  )
  return EXIT.ok
}

/** `-` stands for standard input. */
const STDIN = '-'

const isFile = (what: string | undefined): boolean =>
  what === STDIN ||
  (what !== undefined && (statSync(what, { throwIfNoEntry: false })?.isFile() ?? /\.jsonl?$/.test(what)))

async function ofFile(file: string): Promise<Shown> {
  const read =
    file === STDIN ? await readFlowStream('standard input', process.stdin) : await readFlowFile(file)
  refuseOther(read)
  const name = basename(read.file)
  return {
    title: name,
    sights: [{ name, read, about: null, completeness: null }],
    truth: null,
    nameOf: (id) => id,
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

async function ofRun(runDir: string): Promise<Shown> {
  const run = readRunRecord(runDir)
  const sights = await readSights(runDir, run)
  if (sights.length === 0)
    throw new UsageError(
      `${runDir} has no flows`,
      'a run stores flows after its last proof; take one with an arm that reports flows, such as ebpf, that ended by itself',
    )
  return {
    title: run.id,
    sights,
    truth: [...run.scenario.edges, ...(run.scenario.queries ?? [])].map(({ from, to }) => ({
      ...{ from, to },
      calls: null,
    })),
    nameOf: namesAlike(run),
  }
}

/** Services by their names in the scenario: on Kubernetes their namespaces are those of the arm. */
function namesAlike({ scenario }: Pick<RunRecord, 'scenario'>): (id: string) => string {
  return (id) => {
    const name = id.slice(id.lastIndexOf('/') + 1)
    const service = scenario.services[name] ?? scenario.databases?.[name]
    return service ? `${service.namespace}/${name}` : name === 'client' ? name : id
  }
}
