/** The commands that exchange results with other tools, and their flags. */
import { Option, type Command } from 'commander'
import { EXPORT_FORMATS, type ExportFormat } from '../exchange/export-formats.ts'
import { TIME_UNITS, type TimeUnit } from '../exchange/import-units.ts'
import { outOption, pathOrId } from './run-flags.ts'

export interface ExportFlags {
  /** Id or folder of a run; absent for the newest run. */
  run?: string
  format: ExportFormat
  /** A file, a folder, or "-" for standard output. */
  out: string
  arm?: string
  load?: string
}

export interface ImportFlags {
  files: string[]
  /** Unit of the values of files that do not say it; absent where none was named. */
  unit?: TimeUnit
  /** Folder that gets reports/. */
  out: string
  json: boolean
}

export type ExchangeTyped =
  { command: 'export'; flags: ExportFlags } | { command: 'import'; flags: ImportFlags }

/** Stands for standard output. */
export const STDOUT = '-'

/** @param fromUser makes a path absolute, starting at the user's current folder */
export function addExchangeCommands(
  program: Command,
  fromUser: (path: string) => string,
  typed: (typed: ExchangeTyped) => void,
): void {
  program
    .command('export')
    .description('write the results of a run for another tool; no root needed')
    .argument('[run]', 'id or folder of a run; the newest when absent')
    .addOption(new Option('--format <name>', 'format to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .addOption(
      new Option('--out <file>', 'file or folder to write, - for standard output')
        .argParser((path: string) => (path === STDOUT ? path : fromUser(path)))
        .default(STDOUT),
    )
    .option('--arm <name>', 'only this arm')
    .option('--load <name>', 'only this load')
    .action((run: string | undefined, flags: Omit<ExportFlags, 'run'>) =>
      typed({
        command: 'export',
        flags: { ...(run !== undefined && { run: pathOrId(run, fromUser) }), ...flags },
      }),
    )

  program
    .command('import')
    .description(
      'report results of fortio, k6, wrk2, HdrHistogram or SMP with what they support; no root needed',
    )
    .argument('<file...>', 'files that the tools wrote')
    .addOption(
      new Option(
        '--unit <name>',
        'unit of the values in a file of HdrHistogram, which does not say it',
      ).choices(TIME_UNITS),
    )
    .addOption(outOption('folder that gets reports/', fromUser))
    .option('--json', 'print what was read as JSON on stdout')
    .action((files: string[], flags: Omit<ImportFlags, 'files' | 'json'> & { json?: boolean }) =>
      typed({ command: 'import', flags: { json: false, ...flags, files: files.map(fromUser) } }),
    )
}
