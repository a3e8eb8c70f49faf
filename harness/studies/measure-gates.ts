/**
 * Measures the study of gates on this machine (root, six minutes a gate): so many gates of one commit against itself, and so many against
 * a head whose eBPF datapath has a tenth more transport and whose services make a page take a tenth more CPU. Both kinds in turns. What
 * was measured before is kept, so that the study can go on after a cut.
 *
 *     node harness/studies/measure-gates.ts <gates of each kind> results/studies/gate.json [flags of gate]
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeWhole } from '../results/synced.ts'
import type { Gate } from '../stats/gate/gate.ts'
import { createCleanup } from '../system/cleanup.ts'
import { studiedGate, type StudiedGate } from './gates.ts'
import { cloneHopbench } from './hopbench-clone.ts'
import { busierServices, slowerDatapath } from './slower-version.ts'

/** A hop of the eBPF datapath has 18 µs of transport here, and two packets with data. */
const NS_PER_PACKET = 900
/** A page takes 1.5 ms of CPU on the eBPF datapath here, and asks three services. */
const US_PER_REQUEST = 50

const [times = '20', file = 'results/studies/gate.json', ...flags] = process.argv.slice(2)
const path = resolve(file)
const gates = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []) as StudiedGate[]
const cleanup = createCleanup()
const folder = mkdtempSync(join(tmpdir(), 'hopbench-gates-'))
cleanup.defer(folder, () => rm(folder, { recursive: true }))
const say = (text: string) => process.stderr.write(`${text}\n`)
try {
  const clone = await cloneHopbench(join(folder, 'clone'))
  await clone.branch('planted', [...slowerDatapath(NS_PER_PACKET), ...busierServices(US_PER_REQUEST)])
  for (let n = 0; n < Number(times); n++)
    for (const kind of ['alike', 'planted'] as const) {
      if (gates.filter((gate) => gate.kind === kind).length > n) continue
      const began = performance.now()
      const { exitCode, stdout, stderr } = await clone.gate(
        ...['--base', 'HEAD', '--head', kind === 'alike' ? 'HEAD' : 'planted'],
        ...['--json', '--out', join(folder, 'out'), ...flags],
      )
      if (stdout === '') throw new Error(stderr)
      const gate = studiedGate(kind, JSON.parse(stdout) as Gate, {
        exitCode: exitCode ?? -1,
        seconds: (performance.now() - began) / 1000,
      })
      gates.push(gate)
      writeWhole(path, gates)
      say(`${n + 1}/${times} ${kind}: ${gate.verdict}, ${gate.seconds} s`)
    }
} finally {
  for (const left of await cleanup.run()) say(left)
}
