/** The hop clock during a run: records while trials run, and keeps the reading of each trial once its arms are down. */
import type { ClockRecords, HopClock } from '../arm/hop-clock.ts'
import { messageOf } from '../errors.ts'
import { readHops } from '../instruments/hop-clock/join/read-hops.ts'
import { isNotMeasured } from '../results/measured.ts'
import { readRawFile } from '../results/raw-samples.ts'
import type { NotMeasured, TrialRecord } from '../results/record.ts'
import type { RunContext } from './run-context.ts'

/** A trial that was recorded, and when recording began and ended, in nanoseconds of CLOCK_MONOTONIC. */
interface RecordedTrial {
  trial: TrialRecord
  beganNs: number
  endedNs: number
}

export interface RunClock {
  /** Records the exchanges of a trial. */
  during(run: () => Promise<TrialRecord>): Promise<TrialRecord>
  /** Takes the clock off the sockets while `run` saturates the arms, so that the clock's own cost is not in a capacity. */
  without(run: () => Promise<void>): Promise<void>
  /** Call once the arms of a bring-up are down. Stores a reading for each trial since the last call, or why there is none. */
  keep(): Promise<void>
}

/** A clock that fails does not end the run: its windows have no reading from then on, and the client's clock stands. */
export function createRunClock(context: RunContext): RunClock {
  const { store, progress, hopClock } = context
  const recorded: RecordedTrial[] = []
  let failed: NotMeasured | null = isNotMeasured(hopClock) ? hopClock : null

  async function tell(command: (clock: HopClock) => Promise<void>): Promise<void> {
    if (failed || isNotMeasured(hopClock)) return
    try {
      await command(hopClock)
    } catch (error) {
      fail(error)
    }
  }
  function fail(error: unknown): void {
    failed = { notMeasured: messageOf(error) }
    progress.phase('hop clock', `${messageOf(error)}; the run goes on with the client's clock alone`)
  }
  async function collect(): Promise<ClockRecords | NotMeasured> {
    if (failed || isNotMeasured(hopClock)) return failed ?? (hopClock as NotMeasured)
    try {
      hopClock.assertAlive()
      return await hopClock.collect()
    } catch (error) {
      fail(error)
      return failed!
    }
  }

  return {
    async during(run) {
      await tell((clock) => clock.recording(true))
      const beganNs = monotonicNs()
      const trial = await run()
      const endedNs = monotonicNs()
      await tell((clock) => clock.recording(false))
      recorded.push({ trial, beganNs, endedNs })
      return trial
    },
    async without(run) {
      await tell((clock) => clock.attached(false))
      try {
        await run()
      } finally {
        await tell((clock) => clock.attached(true))
      }
    },
    async keep() {
      const trials = recorded.splice(0)
      const records = await collect()
      for (const { trial, beganNs, endedNs } of trials) {
        if (trial.status === 'failed' || trial.latency === null) continue
        const { arm, load, bringUp, round } = trial
        store.append({
          kind: 'hops',
          startedAt: new Date().toISOString(),
          ...{ arm, load, bringUp, round },
          reading: isNotMeasured(records)
            ? records
            : readHops({
                records,
                arm,
                beganNs,
                endedNs,
                rawPages: readRawFile(store.dir, trial.latency.rawFile),
                topology: context.scenario.topology,
              }),
        })
      }
    },
  }
}

const monotonicNs = (): number => Number(process.hrtime.bigint())
