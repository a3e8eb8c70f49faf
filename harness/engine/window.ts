/** One measured window of an arm: a load between two edges, and what its instruments read there. */
import type { Arm, ClosedLoopSpec, PacedSpec, WindowEdges } from '../arm/arm.ts'
import type { InstrumentName, OpenInstrument, Readings } from '../arm/instrument.ts'
import { BenchError } from '../errors.ts'

/** A client that has not answered so long after its last page was due is stuck or frozen. */
const CLIENT_GRACE_MS = 15_000

/** Opens instruments in this order and closes them the other way round: CPU is read last and first, so that it sees no other reading. */
const OPENING_ORDER: readonly InstrumentName[] = ['memory', 'cpu']

export interface MeasuredWindow {
  arm: Arm
  /** Every other arm: frozen, and watched in case it is not. */
  others: readonly Arm[]
  /** Instruments that are to read; what the others would say is left out. */
  reading: readonly InstrumentName[]
}

/** Opens the instruments; `close` gives a reading, or why there is none, of each. */
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

/** Runs a load and returns what it gave, with what was read between the edges of its measured window. */
export async function inWindow<Result, Name extends InstrumentName>(
  window: Omit<MeasuredWindow, 'reading'> & {
    reading: readonly Name[]
    spec: PacedSpec | ClosedLoopSpec
    /** Ends the window at once. */
    signal: AbortSignal
  },
  load: (edges: WindowEdges) => Promise<Result>,
): Promise<{ result: Result; readings: Pick<Readings, Name> }> {
  const { spec, signal } = window
  signal.throwIfAborted() // an interrupt while the arm thawed sends no load
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

/** The load's outcome; or the signal's reason, or that it took too long, if one of these comes first. */
async function orGivenUp<T>(promise: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  const givenUp = Promise.withResolvers<never>()
  const abort = () => givenUp.reject(signal.reason as Error)
  const timer = setTimeout(() => {
    const what = `waited ${timeoutMs} ms for the load client to finish`
    givenUp.reject(new BenchError(what, "see the client's log in the run folder"))
  }, timeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  promise.catch(() => undefined) // what comes of it after that is of no interest
  try {
    return await Promise.race([promise, givenUp.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
