/** Plants busy time into a service: its program spins by the clock with each request, and counts for how long. */
import { BenchError } from '../../../errors.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { ServiceProgram } from '../node/service-program.ts'
import type { Injection } from './injection.ts'

/** What the service's program is to be started with. */
export function busyUsOf({ planted = [] }: ArmSpec, service: string): { busyUs?: number } {
  const own = planted.find((effect) => effect.kind === 'busy-service' && effect.service === service)
  return own?.kind === 'busy-service' ? { busyUs: own.us } : {}
}

/** Reads what the program counts. It has been started with `busyUsOf`. */
export function busyService({ name, counters }: Pick<ServiceProgram, 'name' | 'counters'>): Injection {
  async function read() {
    const { busy } = await counters()
    if (busy) return busy
    throw new BenchError(
      `service ${name} does not count its planted busy time`,
      'this is a bug of hopbench: please report it',
    )
  }
  return {
    async open() {
      const before = await read()
      return async () => {
        const after = await read()
        return { kind: 'busy-service', requests: after.requests - before.requests, us: after.us - before.us }
      }
    },
  }
}
