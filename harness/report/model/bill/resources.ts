/** What the proxies of an arm reserve more than those of the arm it is compared with. */
import { isNotMeasured, measured } from '../../../results/measured.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { DefaultRequest } from '../../../prices/schema.ts'
import type { ReportInput } from '../../report-input.ts'
import type { ArmView } from '../arm-view.ts'
import type { LoadView } from '../load-view.ts'

export interface Reserved {
  cores: number
  memoryBytes: number
}

/** What the proxies of an arm's pods reserve more, from the pods themselves. */
export function reservedHere({ run }: ReportInput, arm: ArmView, against: ArmView): Reserved | NotMeasured {
  const of = (name: string): Reserved | NotMeasured => {
    const reservations = run.arms.find((one) => one.name === name)?.reservations
    if (!reservations) return { notMeasured: 'this run did not read what its pods reserve' }
    return isNotMeasured(reservations) ? reservations : sumOf(reservations.proxies)
  }
  const [own, before] = [of(arm.name), of(against.name)]
  if (isNotMeasured(own)) return own
  if (isNotMeasured(before)) return before
  return { cores: own.cores - before.cores, memoryBytes: own.memoryBytes - before.memoryBytes }
}

function sumOf(all: readonly Reserved[]): Reserved {
  return all.reduce(
    (sum, { cores, memoryBytes }) => ({
      cores: sum.cores + cores,
      memoryBytes: sum.memoryBytes + memoryBytes,
    }),
    { cores: 0, memoryBytes: 0 },
  )
}

const BYTES_PER_MIB = 2 ** 20

/** What as many proxies reserve by the default of the arm's product; null where the arm has no proxies, or the prices no default of the product. */
export function reservedByDefault(
  { run, prices }: ReportInput,
  view: LoadView,
  arm: ArmView,
): { reserved: Reserved; proxies: number; from: DefaultRequest } | null {
  const product = run.arms.find(({ name }) => name === arm.name)?.fidelity.product?.name
  const from = prices.defaultRequests.find((one) => one.product === product)
  const proxies = measured(measured(view.summary(arm)?.memory)?.proxies)
  if (!from || proxies === null || proxies === 0) return null
  return {
    reserved: { cores: from.cores * proxies, memoryBytes: from.memoryMib * BYTES_PER_MIB * proxies },
    proxies,
    from,
  }
}
