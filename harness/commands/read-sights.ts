/** Reads what each arm of a run saw, from `flows/` of the run's folder, and holds it against what the services counted. */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { messageOf, UsageError } from '../errors.ts'
import { attemptsMadeSchema } from '../flows/attempts-made.ts'
import { assess } from '../flows/baseline.ts'
import { completenessOf } from '../flows/completeness.ts'
import { flowsAboutSchema, type FlowsAbout } from '../flows/flows-about.ts'
import { createContacts, type Contact } from '../flows/contacts.ts'
import { judgeAttempts, type AttemptsSight } from '../flows/judge-attempts.ts'
import { createFlowReader, type FlowsRead } from '../flows/read-flows.ts'
import type { Sight } from '../flows/seen-by.ts'
import type { SeenFlow } from '../flows/seen-flow.ts'
import { checked, readJson, refuseDevice } from '../results/read-records.ts'
import type { RunRecord } from '../results/record.ts'

/** The arms that have something in `flows/`, in the order of the run. */
export async function readSights(runDir: string, { arms }: Pick<RunRecord, 'arms'>): Promise<Sight[]> {
  const sights: Sight[] = []
  for (const { name } of arms) {
    const file = join(runDir, 'flows', `${name}.jsonl`)
    const about = readAbout(join(runDir, 'flows', `${name}.about.json`))
    const normal = createContacts()
    const read = existsSync(file) ? await readFlowFile(file, normal.add) : null
    if (about === null && read === null) continue
    const completeness = about && read && !about.unknownSince ? completenessOf(read.graph, about) : null
    const attempts = about && (await readAttempts(join(runDir, 'flows'), about, normal.build()))
    sights.push({ name, read, about, completeness, ...(attempts && { attempts }) })
  }
  return sights
}

function readAbout(file: string): FlowsAbout | null {
  return existsSync(file) ? checked(flowsAboutSchema, readJson(file), file) : null
}

/** The attempts of an arm, and what was seen of them, held against the pages before; null where the scenario has none. */
async function readAttempts(
  folder: string,
  about: FlowsAbout,
  normal: readonly Contact[],
): Promise<AttemptsSight | null> {
  const truth = join(folder, `${about.arm}.attempts.json`)
  if (!existsSync(truth)) return null
  const made = checked(attemptsMadeSchema, readJson(truth), truth)
  const file = join(folder, `${about.arm}.attempts.jsonl`)
  const seen = createContacts()
  const read = existsSync(file) ? await readFlowFile(file, seen.add) : null
  if (about.unknownSince) return { made, read, judged: null }
  const contacts = seen.build()
  const assessment = assess(
    { contacts: normal, lastsMs: lastsMs(about) },
    { contacts, lastsMs: lastsMs(made) },
  )
  return { made, read, judged: { assessment, judgement: judgeAttempts(made, contacts, assessment) } }
}

const lastsMs = ({ from, to }: { from: string; to: string }): number => Date.parse(to) - Date.parse(from)

/**
 * @param also is given each flow
 * @throws UsageError for a file that cannot be opened or read
 */
export async function readFlowFile(file: string, also?: (flow: SeenFlow) => void): Promise<FlowsRead> {
  refuseDevice(file)
  return readFlowStream(file, createReadStream(file), also)
}

/** @param file the stream's name, for messages */
export async function readFlowStream(
  file: string,
  stream: Readable,
  also?: (flow: SeenFlow) => void,
): Promise<FlowsRead> {
  const reader = createFlowReader(file, also)
  try {
    for await (const line of linesOf(stream)) reader.line(line)
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${messageOf(error)}`,
      'name a run, or a file that `hubble observe -o jsonpb` or an exporter of Hubble wrote',
    )
  }
  return reader.end()
}

/** Lines end at line feeds alone: JSON may hold every other character that readline takes for an end, such as U+2028. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8')
  let open: string[] = []
  for await (const chunk of stream as AsyncIterable<string>) {
    const parts = chunk.split('\n')
    for (const part of parts.slice(0, -1)) {
      yield [...open, part].join('')
      open = []
    }
    open.push(parts.at(-1)!)
  }
  const last = open.join('')
  if (last !== '') yield last
}
