/**
 * Measures the study of gates on this machine (root, six minutes a gate): so many gates of one commit against itself, and so many against
 * a head whose eBPF datapath has a tenth more transport and whose services make a page take a tenth more CPU. Both kinds in turns: the
 * gate before says what a tenth is on this machine. What was measured before is kept, so that the study can go on after a cut.
 *
 *     node harness/studies/measure-gates.ts <gates of each kind> results/studies/gate.json [flags of gate]
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { EXIT } from '../errors.ts'
import { writeWhole } from '../results/synced.ts'
import type { Gate } from '../stats/gate/gate.ts'
import { createCleanup } from '../system/cleanup.ts'
import { plantedInto, studiedGate, type PlantedEffect, type StudiedGate } from './gates.ts'
import { cloneHopbench } from './hopbench-clone.ts'
import { busierServices, slowerDatapath } from './slower-version.ts'

/** What a gate looks for unless `--threshold` says otherwise. */
const SOUGHT_SHARE = 0.1
/** A request and its answer; what acknowledges them travels with them. */
const PACKETS_OF_HOP = 2
/** Services that a page of `chain-3` asks. */
const REQUESTS_OF_PAGE = 3

const [times = '20', file = 'results/studies/gate.json', ...flags] = process.argv.slice(2)
const path = resolve(file)
const gates = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []) as StudiedGate[]
const cleanup = createCleanup()
const folder = mkdtempSync(join(tmpdir(), 'hopbench-gates-'))
cleanup.defer(folder, () => rm(folder, { recursive: true }))
const say = (text: string) => process.stderr.write(`${text}\n`)
try {
  const clone = await cloneHopbench(join(folder, 'clone'))
  const measured = async (...args: string[]): Promise<Outcome> => {
    const began = performance.now()
    const { exitCode, stdout, stderr } = await clone.gate(
      ...['--base', 'HEAD', '--json', '--out', join(folder, 'out'), ...flags, ...args],
    )
    // What was interrupted is no gate.
    if (stdout === '' || exitCode === EXIT.interrupted) throw new Error(stderr)
    const seconds = (performance.now() - began) / 1000
    return { gate: JSON.parse(stdout) as Gate, exitCode: exitCode ?? -1, seconds }
  }
  const keep = (kind: StudiedGate['kind'], { gate, ...outcome }: Outcome, effect: PlantedEffect | null) => {
    const studied = studiedGate(kind, gate, { ...outcome, effect })
    gates.push(studied)
    writeWhole(path, gates)
    say(`${gates.length} ${kind}: ${studied.verdict}, ${studied.seconds} s`)
  }
  const has = (kind: StudiedGate['kind'], n: number): boolean =>
    gates.filter((gate) => gate.kind === kind).length > n
  let last: Gate | null = null
  for (let n = 0; n < Number(times); n++) {
    if (!has('alike', n)) {
      const outcome = await measured('--head', 'HEAD')
      keep('alike', outcome, null)
      last = outcome.gate
    }
    if (has('planted', n)) continue
    last ??= (await measured('--head', 'HEAD', '--datapaths', 'ebpf', '--rounds', '3')).gate
    const effect = aTenthOf(last)
    await clone.branch(`planted-${n}`, [
      ...slowerDatapath(Math.round((1000 * effect.transportUs) / PACKETS_OF_HOP)),
      ...busierServices(Math.round((1000 * effect.cpuSeconds) / REQUESTS_OF_PAGE)),
    ])
    keep('planted', await measured('--head', `planted-${n}`), effect)
  }
} finally {
  for (const left of await cleanup.run()) say(left)
}

interface Outcome {
  gate: Gate
  exitCode: number
  seconds: number
}

/** What a gate looks for by default, in the units of its rows. */
function aTenthOf(gate: Gate): PlantedEffect {
  const tenth = (what: 'transport' | 'cpu'): number => {
    const base = plantedInto(gate, what)
    if (base === null) throw new Error(`the gate before has no ${what} of the eBPF datapath`)
    return SOUGHT_SHARE * base
  }
  return { transportUs: tenth('transport'), cpuSeconds: tenth('cpu') }
}
