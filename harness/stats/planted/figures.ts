/** How each figure of planted effects is read from a window. */
import { mean } from '../../numbers/mean.ts'
import { isNotMeasured } from '../../results/measured.ts'
import type { CpuWindow, HopReading, Memory, NotMeasured } from '../../results/record.ts'
import type { Measurement } from '../measurements.ts'
import type { PlantedFigure } from './planted-analysis.ts'

const US_PER_MS = 1000
const PER_THOUSAND = 1000
const BYTES_PER_MB = 1e6

/** The figure of one window, or why there is none. `p99` needs all pages of a bring-up (`tail.ts`), so no window has it. */
export function figureOf(figure: PlantedFigure, measurement: Measurement): number | NotMeasured {
  const { trial } = measurement
  const pages = trial.ledger.completed
  switch (figure.of) {
    case 'page':
      return trial.latency.serviceUs.p50
    case 'app':
      return ofCalls(measurement, (call) => (call.to === figure.service ? call.app.p10 : null))
    case 'transport':
      return ofCalls(measurement, (call) =>
        call.from === figure.from && call.to === figure.to ? call.transport.mean : null,
      )
    case 'service CPU':
      return ofCpu(
        measurement,
        ({ units }) =>
          sum(units.filter(({ pod, role }) => pod === figure.service && role === 'app').map(({ us }) => us)) /
          pages,
      )
    case 'agent CPU':
      return ofCpu(measurement, ({ agentUs, wallUs }) => (agentUs / wallUs) * US_PER_MS)
    case 'agent memory':
      return ofMemory(measurement, ({ agentBytes }) => agentBytes / BYTES_PER_MB)
    case 'app memory':
      return ofMemory(measurement, ({ appBytes }) => appBytes / BYTES_PER_MB)
    case 'sent again':
      return ofHops(measurement, ({ requestsSentAgain }) =>
        requestsSentAgain === undefined
          ? { notMeasured: 'this run does not tell requests that were sent again' }
          : (requestsSentAgain / pages) * PER_THOUSAND,
      )
    case 'slow pages': {
      const all = measurement.pagesUs()
      if (all === null) return { notMeasured: 'the raw samples are gone' }
      return (all.filter((us) => us > figure.beyondMs * US_PER_MS).length / pages) * PER_THOUSAND
    }
    case 'p99':
      return { notMeasured: 'one window has too few pages for a p99' }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function ofHops(
  { hops }: Measurement,
  read: (reading: HopReading) => number | NotMeasured,
): number | NotMeasured {
  return isNotMeasured(hops) ? hops : read(hops)
}

/** The mean over the calls for which `read` gives a number. */
function ofCalls(
  { hops }: Measurement,
  read: (call: HopReading['calls'][number]) => number | null,
): number | NotMeasured {
  if (isNotMeasured(hops)) return hops
  const values = hops.calls.map(read).filter((value) => value !== null)
  return values.length === 0 ? { notMeasured: 'the hop clock saw no such call' } : mean(values)
}

const ofCpu = ({ trial: { cpu } }: Measurement, read: (cpu: CpuWindow) => number): number | NotMeasured =>
  isNotMeasured(cpu) ? cpu : read(cpu)

const ofMemory = (
  { trial: { memory } }: Measurement,
  read: (memory: Memory) => number,
): number | NotMeasured => (isNotMeasured(memory) ? memory : read(memory))
