/** For tests: starts the real program as a user would, with a scenario so small that a run takes half a minute. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRun, type StoredRun } from '../results/read-run.ts'
import { cgroup2Mount } from '../system/cgroup2.ts'
import { start } from '../system/command.ts'
import { findLeftovers, removeRun } from '../system/leftovers.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { runCgroup } from '../system/run-names.ts'
import { waitFor } from '../system/wait.ts'

const MAIN = join(import.meta.dirname, '..', 'main.ts')
/** Time to wait for another run on this machine, which may just have begun. */
const MACHINE_FREE_WITHIN_MS = 600_000
/** Far longer than any stage of a tiny run takes, even on a loaded machine. */
const STAGE_WITHIN_MS = 90_000

/** Two services in two namespaces, 30 pages a trial, six rounds in three bring-ups. */
const scenarioOf = (arms: readonly string[]): string => `
description: Does a run do what it should?
topology:
  services:
    orders: { namespace: shop, steps: [{ call: stock.back }] }
    stock: { namespace: back }
  page: [{ call: orders.shop }]
loads: [{ pagesPerSecond: 100, warmUp: 100ms, measure: 300ms }]
arms: [${arms.join(', ')}]
rounds: 6
capacity: false
`

export interface Outcome {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

/** Runs a hopbench command to its end. */
export const hopbench = (args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
  startHopbench(args, env).outcome

function startHopbench(args: readonly string[], env: Record<string, string>) {
  const inherited = ['PATH', 'HOME', 'HOPBENCH_ENVOY'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = start(process.execPath, [MAIN, ...args], {
    stdin: 'ignore',
    env: { ...Object.fromEntries(inherited), ...env },
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
  const outcome = child.then(({ exitCode }) => ({ exitCode, ...printed }))
  return { pid: child.pid!, printed, outcome }
}

/** Arguments of `bench` for a tiny run of these arms (the baseline and its twin are always there). */
export function tinyBench(folder: string, arms: readonly string[], out = join(folder, 'out')): string[] {
  mkdirSync(folder, { recursive: true })
  const scenario = join(folder, `${arms.join('-')}.yaml`)
  writeFileSync(scenario, scenarioOf(arms))
  return ['bench', '--scenario', scenario, '--out', out]
}

export interface BenchProgram extends AsyncDisposable {
  pid: number
  runId: string
  runDir: string
  reportDir: string
  /** cgroup2 directory of the run, which contains those of the arms. */
  cgroup: string
  outcome: Promise<Outcome>
  /** Reads what the run has stored so far. */
  stored(): StoredRun
  /** Waits until `check` returns something other than undefined or false. @throws when the program ends first */
  until<T>(what: string, check: () => T | undefined | false): Promise<T>
  /** Sends SIGINT to the whole process group, as a terminal does on Ctrl-C. */
  pressCtrlC(): void
  kill(): void
}

/**
 * Starts a bench, or with `resume` goes on with the run in that folder, once no other run holds the lock of the machine. Returns when
 * the run's folder exists. When disposed, the bench is killed and everything that it left is removed, unless it shall `leaveBehind` it.
 */
export async function startBench(
  folder: string,
  arms: readonly string[],
  {
    out = join(folder, 'out'),
    env = {},
    flags = [] as readonly string[],
    resume = null as string | null,
    leaveBehind = false,
    stageWithinMs = STAGE_WITHIN_MS,
  } = {},
): Promise<BenchProgram> {
  await untilMachineIsFree()
  const args = resume === null ? tinyBench(folder, arms, out) : ['bench', '--resume', resume]
  const { pid, printed, outcome } = startHopbench([...args, ...flags], env)
  let ended = false
  void outcome.then(() => (ended = true))
  const until = <T>(what: string, check: () => T | undefined | false) =>
    waitFor(
      what,
      stageWithinMs,
      () => {
        const seen = check()
        if (seen !== undefined && seen !== false) return { seen }
        return ended ? { seen: null } : undefined
      },
      2,
    ).then(({ seen }) => {
      if (seen === null) throw new Error(`the bench ended before ${what}:\n${printed.stderr}`)
      return seen
    })
  const runId = await until('its run was named', () => /^hopbench (\S+)\n/.exec(printed.stderr)?.[1])
  const runDir = join(out, 'results', runId)
  await until('its plan was written', () => existsSync(join(runDir, 'plan.json')))
  const kill = () => {
    if (!ended) process.kill(pid, 'SIGKILL')
  }
  return {
    pid,
    runId,
    runDir,
    reportDir: join(out, 'reports', runId),
    cgroup: runCgroup(cgroup2Mount()!, runId),
    outcome,
    stored: () => readRun(runDir),
    until,
    pressCtrlC: () => process.kill(-pid, 'SIGINT'),
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      await outcome
      if (leaveBehind) return
      const left = (await findLeftovers()).runs.find((run) => run.runId === runId)
      if (left) await removeRun(left)
    },
  }
}

const untilMachineIsFree = () =>
  waitFor(
    'another run of this machine to end',
    MACHINE_FREE_WITHIN_MS,
    async () => {
      const unlock = await lockMachine()
      await unlock()
      return true
    },
    250,
  )
