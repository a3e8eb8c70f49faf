/** The hop clock during a run: records while trials run, and keeps the reading of each trial once its arms are down. */
import { join } from 'node:path'
import type { ClockRecords, HopClock } from '../arm/hop-clock.ts'
import { messageOf } from '../errors.ts'
import { clientPages } from '../instruments/hop-clock/join/client-page.ts'
import { readHops } from '../instruments/hop-clock/join/read-hops.ts'
import { isNotMeasured } from '../results/measured.ts'
import { readRawFile } from '../results/raw-file.ts'
import type { NotMeasured } from '../results/record.ts'
import type { BenchOptions } from './bench-options.ts'
import type { RanTrial } from './run-trial.ts'

/** A trial with the time in which the clock recorded, in nanoseconds of CLOCK_MONOTONIC. */
interface RecordedTrial extends RanTrial {
  beganNs: number
  endedNs: number
}

export interface RunClock {
  /** Records the exchanges of a trial. */
  during(run: () => Promise<RanTrial>): Promise<RanTrial>
  /**
   * Takes the clock off the sockets while `run` saturates an arm, so that the clock's own cost is not in a capacity. `run` calls `back`
   * once the measured window is over and before the load ends: a load that ends breaks off requests, proxies then close connections,
   * and the last exchange of a connection that closes unseen is lost. It may be that of a measured page.
   */
  without<Result>(run: (back: () => Promise<void>) => Promise<Result>): Promise<Result>
  /** Lets `run` time the clock's programs while they record. Does nothing where there is no clock. */
  pricing(run: (clock: HopClock) => Promise<void>): Promise<void>
  /** Call once the arms of a bring-up are down. Stores a reading for each trial since the last call, or why there is none. */
  keep(): Promise<void>
}

/** A clock that fails does not end the run: its windows have no reading from then on, and the client's clock stands. */
export function createRunClock({ store, progress, scenario, hopClock }: BenchOptions): RunClock {
  const recorded: RecordedTrial[] = []
  let present = hopClock

  /** What the clock answers; where there is none, or none any more, the reason. */
  async function ask<Answer>(command: (clock: HopClock) => Promise<Answer>): Promise<Answer | NotMeasured> {
    if (isNotMeasured(present)) return present
    try {
      return await command(present)
    } catch (error) {
      progress.phase('hop clock', `${messageOf(error)}; the run goes on with the client's clock alone`)
      return (present = { notMeasured: messageOf(error) })
    }
  }

  return {
    async during(run) {
      await ask((clock) => clock.recording(true))
      const beganNs = monotonicNs()
      const trial = await run()
      const endedNs = monotonicNs()
      await ask((clock) => clock.recording(false))
      recorded.push({ ...trial, beganNs, endedNs })
      return trial
    },
    async without(run) {
      let isOff = true
      const back = async (): Promise<void> => {
        if (isOff) await ask((clock) => clock.attached(true))
        isOff = false
      }
      await ask((clock) => clock.attached(false))
      try {
        return await run(back)
      } finally {
        await back()
      }
    },
    async pricing(run) {
      if (isNotMeasured(present)) return
      await ask((clock) => clock.recording(true))
      try {
        await run(present)
      } finally {
        await ask((clock) => clock.recording(false))
      }
    },
    async keep() {
      const trials = recorded.splice(0)
      const records = await ask((clock) => {
        clock.assertAlive()
        return clock.collect()
      })
      // The clock counts odd exchanges of an arm from one collection to the next, so only one of its readings tells them: the first of a
      // trial that counts.
      const oddTold = new Set<string>()
      for (const { record, window, beganNs, endedNs } of trials) {
        if (record.status === 'failed' || record.latency === null || window === null) continue
        const { arm, load, bringUp, round } = record
        const tellsOdd = record.status === 'completed' && !oddTold.has(arm)
        const reading = isNotMeasured(records)
          ? records
          : readHops({
              arm,
              topology: scenario.topology,
              pages: clientPages(
                readRawFile(join(store.dir, record.latency.rawFile)) ?? new Float64Array(),
                window.beganUs,
              ),
              records: between(tellsOdd ? records : { ...records, odd: [] }, beganNs, endedNs),
            })
        store.append({
          kind: 'hops',
          startedAt: new Date().toISOString(),
          ...{ arm, load, bringUp, round },
          reading,
        })
        if (tellsOdd && !isNotMeasured(reading)) oddTold.add(arm)
      }
    },
  }
}

/** The records of one trial. An arm that was raised again has a new client, which numbers its pages from the beginning. */
const between = (records: ClockRecords, beganNs: number, endedNs: number): ClockRecords => ({
  ...records,
  exchanges: records.exchanges.filter(
    ({ requestFirstNs }) => requestFirstNs >= beganNs && requestFirstNs <= endedNs,
  ),
  connects: records.connects.filter(({ synNs }) => synNs >= beganNs && synNs <= endedNs),
})

const monotonicNs = (): number => Number(process.hrtime.bigint())
