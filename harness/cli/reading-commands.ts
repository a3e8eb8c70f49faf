/** The commands that read the results of runs and print or write something from them, and their flags. */
import { Option, type Command } from 'commander'
import { baselineFlag } from './baseline-flag.ts'
import { outOption, pathOrId, pricesOption } from './run-flags.ts'

export interface ReportFlags {
  /** Id or folder of a run; absent for the newest run. */
  run?: string
  /** File with the prices of the bill; absent for the shipped one. */
  prices?: string
  out: string
  json: boolean
}

export interface FlowsFlags {
  /** Id or folder of a run, a file with flows, or "-" for standard input; absent for the newest run. */
  what?: string
  /** For how long the beginning of a file with flows is normal; absent where nothing says what is normal. */
  baseline?: { written: string; ms: number }
  out: string
  json: boolean
  dot: boolean
}

export interface CompareFlags {
  /** Id or folder of a run, or a summary.json. */
  a: string
  b: string
  out: string
  json: boolean
  markdown: boolean
}

export interface HistoryFlags {
  /** Folder with summaries of runs, which gets the pages; absent for `reports/` of `out`. */
  folder?: string
  out: string
  json: boolean
}

export interface ValidateFlags {
  /** Files as they were typed; "-" is standard input. */
  files: string[]
  /** The user's current folder, at which paths begin. */
  folder: string
  json: boolean
}

export interface ExplainFlags {
  /** A word of the report; absent for all words. */
  word?: string
  json: boolean
}

export type ReadingTyped =
  | { command: 'report'; flags: ReportFlags }
  | { command: 'flows'; flags: FlowsFlags }
  | { command: 'compare'; flags: CompareFlags }
  | { command: 'history'; flags: HistoryFlags }
  | { command: 'validate'; flags: ValidateFlags }
  | { command: 'explain'; flags: ExplainFlags }

/** Makes the path of a run or of a file with flows absolute; leaves an id and "-" as they are. */
const flowsOrId = (what: string, fromUser: (path: string) => string): string =>
  /\.jsonl?$/.test(what) ? fromUser(what) : pathOrId(what, fromUser)

/** Makes the path of a run or of a summary absolute; leaves an id as it is. */
const summaryOrId = (what: string, fromUser: (path: string) => string): string =>
  what.endsWith('.json') ? fromUser(what) : pathOrId(what, fromUser)

/** @param fromUser makes a path absolute, starting at the user's current folder */
export function addReadingCommands(
  program: Command,
  fromUser: (path: string) => string,
  typed: (typed: ReadingTyped) => void,
): void {
  program
    .command('report')
    .description('build the report of a run again from its results; no root needed')
    .argument('[run]', 'id or folder of a run; the newest when absent')
    .addOption(pricesOption(fromUser))
    .addOption(outOption('folder with results/ that gets reports/', fromUser))
    .option('--json', 'print the analysis as JSON on stdout')
    .action((run: string | undefined, flags: { out: string; prices?: string; json?: boolean }) => {
      typed({
        command: 'report',
        flags: { json: false, ...(run !== undefined && { run: pathOrId(run, fromUser) }), ...flags },
      })
    })

  program
    .command('flows')
    .description(
      'print who called whom, as each arm of a run or a flow file from elsewhere shows; no root needed',
    )
    .argument(
      '[run or file]',
      'id or folder of a run, a file with flows, or - for standard input; the newest run when absent',
    )
    .addOption(outOption('folder with results/', fromUser))
    .option(
      '--baseline <duration>',
      'take the first part of a file for normal, such as 5m, and name what is not in the rest',
      baselineFlag,
    )
    .option('--json', 'print edges, flows and what is unknown as JSON on stdout')
    .addOption(new Option('--dot', 'print the graph for Graphviz on stdout').conflicts('json'))
    .action((what: string | undefined, flags: Omit<Partial<FlowsFlags>, 'what'> & { out: string }) => {
      typed({
        command: 'flows',
        flags: {
          json: false,
          dot: false,
          ...(what !== undefined && { what: flowsOrId(what, fromUser) }),
          ...flags,
        },
      })
    })

  program
    .command('compare')
    .description('print two runs side by side, only what may be compared; no root needed')
    .argument('<A>', 'id or folder of a run, or a summary.json')
    .argument('<B>', 'the run that A is held against')
    .addOption(outOption('folder with results/', fromUser))
    .option('--json', 'print the comparison as JSON on stdout')
    .addOption(new Option('--markdown', 'print the comparison as Markdown on stdout').conflicts('json'))
    .action((a: string, b: string, flags: { out: string; json?: boolean; markdown?: boolean }) => {
      const runs = { a: summaryOrId(a, fromUser), b: summaryOrId(b, fromUser) }
      typed({ command: 'compare', flags: { json: false, markdown: false, ...runs, ...flags } })
    })

  program
    .command('history')
    .description('build the index of all runs and the page of their costs over time; no root needed')
    .argument(
      '[folder]',
      'folder with a summary.json for each run, which gets the pages; reports/ when absent',
    )
    .addOption(outOption('folder with reports/', fromUser))
    .option('--json', 'print what was read, skipped and found as JSON on stdout')
    .action((folder: string | undefined, flags: { out: string; json?: boolean }) => {
      typed({
        command: 'history',
        flags: { json: false, ...(folder !== undefined && { folder: fromUser(folder) }), ...flags },
      })
    })

  program
    .command('validate')
    .description('say of files what they are, and what is wrong in them; no root needed')
    .argument(
      '<file...>',
      'scenarios, mesh.yaml, prices.yaml, policies, files of a run or a report, flows, events; - for standard input',
    )
    .option('--json', 'print kinds and problems as JSON on stdout')
    .action((files: string[], flags: { json?: boolean }) => {
      typed({ command: 'validate', flags: { json: false, files, folder: fromUser('.'), ...flags } })
    })

  program
    .command('explain')
    .description('say what a word of the report means: a metric, a verdict, a part of a run')
    .argument('[word...]', 'such as "not resolved"; all words when absent')
    .option('--json', 'print JSON on stdout')
    .action((words: string[], flags: { json?: boolean }) => {
      const word = words.join(' ')
      typed({ command: 'explain', flags: { json: false, ...(word && { word }), ...flags } })
    })
}
