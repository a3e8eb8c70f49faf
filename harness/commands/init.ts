/** `init`: writes a scenario from the user's own system: flows, traces, a graph or a topology. Measures nothing and needs no root. */
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { basename, dirname, relative } from 'node:path'
import type { InitFlags } from '../cli/init-command.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { printable } from '../words/printable.ts'
import { changeLines, rounded, SOURCES, unknownLines } from '../init/change-text.ts'
import { draftOf, type Draft } from '../init/draft.ts'
import { readSource } from '../init/read-source.ts'
import { readSystem } from '../init/read-system.ts'
import { memoryOf, refuseTooManyCalls } from '../init/what-fits.ts'
import { countsText, scenarioText } from '../init/write-scenario.ts'
import { providers } from '../providers/index.ts'
import { knownTo } from '../providers/known-datapaths.ts'
import { BASELINE, TWIN } from '../scenario/arms.ts'
import type { KnownDatapaths } from '../scenario/datapath-names.ts'
import { DEFAULT_SCENARIO, findScenario, isScenarioPath } from '../scenario/find-scenario.ts'
import { loadScenario, parseScenario } from '../scenario/load-scenario.ts'
import { cannotWrite } from '../system/cannot-write.ts'
import { statsOf } from '../system/stats-of.ts'
import { shellWord } from '../words/shell-word.ts'

/** @throws UsageError for a source that cannot be read or an --out that exists, UnavailableError for a system that no arm can hold */
export function init({ source, out, page, json, folder }: InitFlags): Promise<ExitCode> {
  refusePlace(out)
  const system = readSystem(source, readSource(source))
  const draft = draftOf(system, page)
  refuseTooManyCalls(
    draft.callsPerPage.scenario,
    draft.services.map(({ source }) => source),
    (id) => draftOf(system, id).callsPerPage.scenario,
  )
  const known = knownTo(providers[0]!, providers)
  const arms = armsFor(draft, known)
  const text = scenarioText(draft, { file: basename(source), kind: system.kind, counts: system.counts, arms })
  const scenario = parseScenario(out, text, known)
  write(out, text)
  const armsUp = scenario.arms.length + PLANTED_ARMS
  const memory = memoryOf(draft.services.length, armsUp)
  const fromFolder = relative(folder, out)
  const written = shellWord(scenarioPath(fromFolder.startsWith('..') ? out : fromFolder))
  process.stdout.write(
    json
      ? `${JSON.stringify({ source, kind: system.kind, counts: system.counts, out, ...draft, memoryBytes: memory }, null, 2)}\n`
      : [
          `${written}: written from ${printable(basename(source))}, ${SOURCES[system.kind]} (${countsText(system.counts)})`,
          ...row('services', servicesText(draft)),
          ...rows('not said', unknownLines(draft.unknown)),
          ...rows('different', changeLines(draft.changes)),
          ...(memory > totalmem() * MOST_OF_MEMORY ? row('too large', tooLargeText(memory, armsUp)) : []),
          ...row('check', `npm run plan -- --scenario ${written}`),
          ...row('measure', `npm run bench -- --scenario ${written}`),
          '',
        ].join('\n'),
  )
  return Promise.resolve(EXIT.ok)
}

/** A path that is not taken for the name of a shipped scenario. */
const scenarioPath = (path: string): string => (isScenarioPath(path) ? path : `./${path}`)

/** Each run raises one more arm, into which effects of known size are planted. */
const PLANTED_ARMS = 1

/** What remains is for the client, the proxies and the machine itself. */
const MOST_OF_MEMORY = 0.7

function refusePlace(out: string): void {
  const folder = dirname(out)
  if (statsOf(folder)?.isDirectory() !== true)
    throw new UsageError(
      `${out} cannot be written: ${folder} is not a folder`,
      'make the folder, or name a file in another one with --out',
    )
  if (!existsSync(out)) return
  throw new UsageError(
    `${out} exists already, and may hold changes of yours`,
    'name another file with --out, or remove this one; nothing has been written',
  )
}

function write(out: string, text: string): void {
  try {
    // "wx": a file that was made meanwhile is not overwritten.
    const file = openSync(out, 'wx')
    try {
      writeFileSync(file, text)
    } catch (error) {
      rmSync(out) // half a scenario
      throw error
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw cannotWrite(`${out} cannot be written`, error, 'name a file in a folder of yours with --out')
  }
}

/** The datapaths of the scenario that `bench` runs without being asked, as far as they carry what the draft needs. */
function armsFor({ databases }: Draft, known: KnownDatapaths): string[] {
  const { arms } = loadScenario(findScenario(DEFAULT_SCENARIO), known)
  const unable = new Set(
    providers[0]!.datapaths.filter(({ noDatabases }) => noDatabases !== undefined).map(({ name }) => name),
  )
  return arms
    .filter(({ name }) => name !== BASELINE && name !== TWIN)
    .map(({ datapath }) => datapath)
    .filter((datapath) => databases.length === 0 || !unable.has(datapath))
}

function servicesText({ services, databases, page, callsPerPage }: Draft): string {
  const stored = databases.length === 0 ? '' : ` and ${databases.length} PostgreSQL`
  const called = page.map(({ to }) => to).join(', ')
  return `${services.length}${stored}; the page calls ${called}; ${rounded(callsPerPage.scenario)} calls a page, ${rounded(callsPerPage.source)} on average in the source`
}

const GIB = 1024 ** 3

const tooLargeText = (bytes: number, arms: number): string =>
  `the services of ${arms} arms hold about ${Math.ceil(bytes / GIB)} GiB at once, proxies not counted, and this machine has ${Math.floor(totalmem() / GIB)}: compare fewer datapaths (--datapaths), or take a part with --page`

const row = (label: string, text: string): string[] => rows(label, [text])

const rows = (label: string, texts: readonly string[]): string[] =>
  texts.map((text, index) => `  ${(index === 0 ? label : '').padEnd(10)} ${text}`)
