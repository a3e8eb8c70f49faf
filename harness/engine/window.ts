/** One measured window of an arm: runs a load and reads the instruments at both edges of the window. */
import type { Arm, ClosedLoopSpec, PacedSpec, WindowEdges } from '../arm/arm.ts'
import type { InstrumentName, OpenInstrument, Readings } from '../arm/instrument.ts'
import { BenchError } from '../errors.ts'

/** A client that has not answered this long after its last page was due is stuck or frozen. */
const CLIENT_GRACE_MS = 15_000

/**
 * Instruments are opened in this order and closed in reverse. CPU is opened last and closed first, so that its window does
 * not contain the CPU time of other readings.
 */
const OPENING_ORDER: readonly InstrumentName[] = ['memory', 'cpu']

export interface MeasuredWindow {
  arm: Arm
  /** All other arms. They should be frozen; their CPU is read in case one is not. */
  others: readonly Arm[]
  /** Names of the instruments to read. The other instruments are not opened. */
  reading: readonly InstrumentName[]
}

/** Opens the instruments. `close` returns for each instrument its reading, or the reason why there is none. */
export async function openInstruments<Name extends InstrumentName>({
  arm,
  others,
  reading,
}: Omit<MeasuredWindow, 'reading'> & { reading: readonly Name[] }): Promise<{
  close(): Promise<Pick<Readings, Name>>
}> {
  const open: { name: InstrumentName; instrument: OpenInstrument<unknown> }[] = []
  for (const name of OPENING_ORDER)
    if ((reading as readonly InstrumentName[]).includes(name))
      open.push({ name, instrument: await arm.instruments[name].open(others) })
  return {
    async close() {
      const readings: [InstrumentName, unknown][] = []
      for (const { name, instrument } of open.toReversed()) readings.push([name, await instrument.close()])
      return Object.fromEntries(readings) as Pick<Readings, Name>
    },
  }
}

/** Runs a load and returns its result, with the readings of its measured window. */
export async function inWindow<Result, Name extends InstrumentName>(
  window: Omit<MeasuredWindow, 'reading'> & {
    reading: readonly Name[]
    spec: PacedSpec | ClosedLoopSpec
    /** Ends the window at once when aborted. */
    signal: AbortSignal
  },
  load: (edges: WindowEdges) => Promise<Result>,
): Promise<{ result: Result; readings: Pick<Readings, Name> }> {
  const { spec, signal } = window
  signal.throwIfAborted() // after an interrupt during the thaw no load is sent
  let open: Awaited<ReturnType<typeof openInstruments<Name>>> | undefined
  let readings: Pick<Readings, Name> | undefined
  const loaded = load({
    began: async () => {
      open = await openInstruments(window)
    },
    ended: async () => {
      readings = await open?.close()
    },
  })
  const result = await orGivenUp(loaded, spec.warmUpMs + spec.measureMs + CLIENT_GRACE_MS, signal)
  if (!readings) throw new Error('the load client did not announce the edges of its window')
  return { result, readings }
}

/** Waits for the load's result. @throws the signal's reason or a timeout, when one of these comes first */
async function orGivenUp<T>(promise: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  const givenUp = Promise.withResolvers<never>()
  const abort = () => givenUp.reject(signal.reason as Error)
  const timer = setTimeout(() => {
    const what = `waited ${timeoutMs} ms for the load client to finish`
    givenUp.reject(new BenchError(what, "see the client's log in the run folder"))
  }, timeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  promise.catch(() => undefined) // a failure after the wait was given up must not be an unhandled rejection
  try {
    return await Promise.race([promise, givenUp.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
