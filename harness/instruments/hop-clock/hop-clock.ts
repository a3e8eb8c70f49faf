/** Runs the hop clock: its loader is a child of the harness, and the BPF programs end with the loader. */
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ClockUnit, HopClock, ProgramTimes } from '../../arm/hop-clock.ts'
import { BenchError } from '../../errors.ts'
import { bpfFile } from '../../system/bpf-files.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { LineConversation } from '../../system/line-program.ts'
import type { Program } from '../../system/program.ts'
import { startLineProgram } from '../../system/start-line-program.ts'
import { readRecords } from './records.ts'

/** A record takes 80 bytes of the ring, a page behind sidecars 18 records: room for 11,000 pages between two collections. */
const RING_BYTES = 16 * 1024 * 1024
/** The loader writes 16 MB of records in a fraction of this time. */
const ANSWERS_WITHIN_MS = 20_000
/** `UNITS_MAX` of bpf/hopclock/abi.h. */
const MOST_UNITS = 65_536

export interface HopClockOptions {
  /** Where the loader writes the records for the harness to read. The file is written anew by each collection. */
  recordsFile: string
  ringBytes?: number
}

/** After the loader has ended, `collect` and `assertAlive` throw the reason. All else does nothing then, so that the run goes on. */
export interface RunningHopClock extends HopClock {
  pid: number
  /** Stamps sockets of this cgroup and of all cgroups below it, present and future. Those of no unit are ignored. */
  watch(cgroup: string): Promise<void>
  /** Tells whose sockets those of this cgroup are. Call it before the cgroup's programs open connections. */
  register(cgroup: string, unit: ClockUnit): Promise<void>
  /** Forgets a cgroup, which may have been removed. Exchanges under way are still recorded. */
  unregister(cgroup: string): Promise<void>
  /** Which programs the kernel has attached to the first watched cgroup. `seesEntry`: whether connects have their entry. */
  attachedPrograms(): Promise<{ seesEntry: boolean; attached: Record<keyof ProgramTimes, boolean> }>
}

/**
 * Starts the clock. It stamps nothing until a cgroup is watched and a unit registered.
 * @throws BenchError when the kernel refuses the programs, or the loader is not built
 */
export async function startHopClock(options: HopClockOptions, cleanup: Cleanup): Promise<RunningHopClock> {
  const ring = `${options.ringBytes ?? RING_BYTES}`
  const { program, conversation } = await startLineProgram(
    {
      title: 'the hop clock',
      command: [bpfFile('hopclock-loader'), bpfFile('hopclock.bpf.o'), options.recordsFile, ring],
      advice: {
        withinMs: ANSWERS_WITHIN_MS,
        ifLate: 'the machine may be overloaded',
        ifRefused: 'this is a bug of hopbench, or a cgroup was removed too early; please report it',
        ifEnded: 'run `npm run doctor`; the kernel must be 5.18 or newer and allow BPF',
      },
    },
    cleanup,
  )
  return createClock(program, conversation, options.recordsFile)
}

function createClock(program: Program, conversation: LineConversation, recordsFile: string): RunningHopClock {
  /** By index. An index is not used again, because records with it may come later. */
  const units: ClockUnit[] = []
  const idByCgroup = new Map<string, bigint>()
  let lostBefore = 0

  /** Sends a command unless the loader has ended, or ends now: then there is nothing left to change. */
  const change = async (command: string): Promise<void> => {
    if (program.ended() !== null) return
    try {
      await conversation.exchange([command])
    } catch (error) {
      if (program.ended() === null) throw error
    }
  }
  const ask = async (command: string): Promise<unknown> => (await conversation.exchange([command]))[0]
  const times = async () => ((await ask('cost')) as { programs: ProgramTimes }).programs

  return {
    pid: program.pid,
    watch: (cgroup) => change(`folder ${cgroup}`),
    async register(cgroup, unit) {
      if (units.length === MOST_UNITS)
        throw new BenchError(
          `the hop clock has no room for more than ${MOST_UNITS} programs`,
          'use fewer arms',
        )
      const id = statSync(cgroup, { bigint: true }).ino
      idByCgroup.set(cgroup, id)
      const index = units.push(unit) - 1
      await change(`unit ${id} ${index}`)
    },
    async unregister(cgroup) {
      const id = idByCgroup.get(cgroup)
      if (id === undefined) return
      idByCgroup.delete(cgroup)
      await change(`no-unit ${id}`)
    },
    recording: (on) => change(`record ${on ? 'on' : 'off'}`),
    attached: (on) => change(on ? 'attach' : 'detach'),
    async collect() {
      const counts = (await ask('collect')) as { lost: number; withoutStorage: number }
      const lost = counts.lost + counts.withoutStorage
      const lostSince = lost - lostBefore
      lostBefore = lost
      return { ...readRecords(await readFile(recordsFile), (index) => units[index]), lost: lostSince }
    },
    async startTiming() {
      await ask('time on')
      const before = await times()
      return async () => {
        const after = await times()
        await ask('time off')
        return difference(after, before)
      }
    },
    assertAlive: program.assertAlive,
    attachedPrograms: () => ask('attached') as ReturnType<RunningHopClock['attachedPrograms']>,
  }
}

function difference(after: ProgramTimes, before: ProgramTimes): ProgramTimes {
  const of = (program: keyof ProgramTimes) => ({
    runs: after[program].runs - before[program].runs,
    ns: after[program].ns - before[program].ns,
  })
  return { hop_egress: of('hop_egress'), hop_ingress: of('hop_ingress'), hop_connect4: of('hop_connect4') }
}
