/** `import`: reports results of other tools, with what they support and no more. */
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import type { ImportFlags } from '../cli/exchange-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { importMarkdown } from '../exchange/in/import-markdown.ts'
import { importPage } from '../exchange/in/import-page.ts'
import { importTerminal } from '../exchange/in/import-terminal.ts'
import type { Imported } from '../exchange/in/imported.ts'
import { readImport } from '../exchange/in/read-import.ts'
import { cannotWrite } from '../system/cannot-write.ts'
import { makeFolder } from '../system/make-folder.ts'
import { replaceFiles } from '../system/replace-file.ts'

/** Increased when a field of `imported.json` changes its meaning or is removed. */
const SCHEMA_VERSION = 1

/** Reads all files before anything is written. @throws UsageError */
export function importFiles({ files, unit, out, json }: ImportFlags): ExitCode {
  const imported = files.map((file) => readImport(file, unit))
  refuseRepeated(files)
  if (unit !== undefined && !imported.some(({ tool }) => tool === 'HdrHistogram'))
    throw new UsageError(
      `--unit ${unit} is for tables of HdrHistogram, and none of the files is one`,
      'leave --unit out: the other tools have units of their own',
    )
  const stored = `${JSON.stringify({ imported: true, schemaVersion: SCHEMA_VERSION, files: imported }, null, 2)}\n`
  const page = write(join(out, 'reports', folderOf(imported)), [
    { name: 'index.html', content: importPage(imported, packageJson.version) },
    { name: 'report.md', content: importMarkdown(imported) },
    { name: 'imported.json', content: stored },
  ])
  process.stdout.write(json ? stored : `${importTerminal(imported)}\n\n${page}\n`)
  return EXIT.ok
}

/** A file that is counted twice looks like two measurements that agree. */
function refuseRepeated(files: readonly string[]): void {
  const real = files.map((file) => realpathSync(file))
  const again = real.findIndex((path, n) => real.indexOf(path) < n)
  if (again < 0) return
  const first = files[real.indexOf(real[again]!)]!
  throw new UsageError(
    `${first} and ${files[again]!} are the same file`,
    'name it once; nothing has been written',
  )
}

/** The name is made of the files' contents, never of their names: the same files give the same folder. */
function folderOf(files: readonly Imported[]): string {
  const hash = createHash('sha256').update(files.map(({ sha256 }) => sha256).join())
  return `imported-${hash.digest('hex').slice(0, 8)}`
}

/** Returns the path of the first file. @throws BenchError */
function write(folder: string, files: readonly { name: string; content: string }[]): string {
  try {
    makeFolder(folder)
    replaceFiles(folder, files)
  } catch (error) {
    throw cannotWrite(
      `the report cannot be written to ${folder}`,
      error,
      'choose a folder you may write to with --out',
    )
  }
  return join(folder, files[0]!.name)
}
