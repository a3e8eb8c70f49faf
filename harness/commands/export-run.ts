/** `export`: writes the results of a stored run in a format of another tool. */
import { realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { STDOUT, type ExportFlags } from '../cli/exchange-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { writeExport, type Written } from '../exchange/out/write-export.ts'
import { refuseRunFolder } from '../results/refuse-run-folder.ts'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import { findRun } from './report.ts'
import { cannotWrite } from '../system/cannot-write.ts'
import { makeFolder } from '../system/make-folder.ts'
import { replaceFile } from '../system/replace-file.ts'
import { statsOf } from '../system/stats-of.ts'

const RESULTS = resolve(import.meta.dirname, '../../results')

/** Async, so that its errors are those of a command like any other. @throws UsageError */
export async function exportRun({ run: named, format, out, arm, load }: ExportFlags): Promise<ExitCode> {
  const { run, journal, evidence, samplesOf, notices } = readRun(
    findRun(RESULTS, named, (id) => `to export ${id}: npm run export -- ${id} --format ${format}`),
  )
  const analysis = analyze(run, journal, evidence, samplesOf)
  const written = writeExport({ run, journal, evidence, analysis, samplesOf }, format, {
    ...(arm !== undefined && { arm }),
    ...(load !== undefined && { load }),
  })
  for (const line of [...notices, ...written.leftOut]) process.stderr.write(`${line}\n`)
  if (out === STDOUT) await print(written)
  else for (const path of store(written, out)) process.stdout.write(`${path}\n`)
  return EXIT.ok
}

async function print({ files }: Written): Promise<void> {
  if (files.length > 1)
    throw new UsageError(
      `the format holds one result, and the run has ${files.length}: ${files.map(({ name }) => name).join(', ')}`,
      'name one with --arm and --load, or a folder with --out, which gets a file for each',
    )
  // Waits until a pipe has taken all of it: the program ends right after.
  await new Promise<void>((done, failed) =>
    process.stdout.write(files[0]!.content, (error) => (error ? failed(error) : done())),
  )
}

/** Paths of the files. Several files go into a folder, and so does one where `out` is a folder. */
function store({ files }: Written, out: string): string[] {
  const isFolder = files.length > 1 || statsOf(out)?.isDirectory() === true
  const paths = files.map(({ name }) => (isFolder ? join(out, name) : out))
  for (const path of paths) refuseRunFolder(path)
  try {
    makeFolder(isFolder ? out : dirname(out))
    for (const [n, { content }] of files.entries()) write(paths[n]!, content)
  } catch (error) {
    throw cannotWrite(
      `${out} cannot be written`,
      error,
      files.length > 1
        ? 'name a folder with --out: the format holds one result, and the run has several'
        : 'name a file or a folder that you may write to',
    )
  }
  return paths
}

/** An earlier export is replaced, also where a link leads to it. A pipe and a device, such as /dev/stdout, take what is written to them. */
function write(path: string, content: string): void {
  const there = statsOf(path)
  if (there === undefined) replaceFile(path, content)
  else if (there.isFile()) replaceFile(realpathSync(path), content)
  else writeFileSync(path, content)
}
