/** For tests: gives a synthetic run what its last arm saw of some calls. */
import { completenessOf } from '../../flows/completeness.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { ReportInput } from '../report-input.ts'

/** A call of one workload by another: "shop/orders". */
export type SyntheticCall = readonly [from: string, to: string, verdict?: 'FORWARDED' | 'DROPPED']

/** Thirty services in three namespaces that call each other in circles, and one that is refused. */
export const THIRTY_IN_CIRCLES: readonly SyntheticCall[] = [
  ['default/client', 'web/service-0'],
  ...Array.from({ length: 29 }, (_, n): SyntheticCall => [
    serviceName(Math.floor(n / 3)),
    serviceName(n + 1),
  ]),
  [serviceName(29), serviceName(0)],
  [serviceName(5), serviceName(5)],
  ['default/thief', serviceName(7), 'DROPPED'],
]

function serviceName(n: number): string {
  return `${['web', 'shop', 'data'][n % 3]!}/service-${n}`
}

export function withSights(input: ReportInput, calls: readonly SyntheticCall[]): ReportInput {
  const arm = input.run.arms.at(-1)!.name
  const text = calls.map((call, index) => JSON.stringify({ flow: flowOf(call, index) })).join('\n')
  const read = readFlows(`${arm}.jsonl`, text)
  const made = calls
    .filter(([, , verdict]) => verdict !== 'DROPPED')
    .map(([from, to]) => ({ from: from.split('/')[1]!, to: to.split('/')[1]!, calls: 1 }))
  const about = {
    ...{ arm, emitter: { name: 'hopbench synthetic', version: '1' }, source: 'a test', switchedOn: [] },
    ...{ sees: 'connections' as const, from: '2026-11-28T10:00:00Z', to: '2026-11-28T10:00:01Z', pages: 1 },
    ...{ calls: made, accepted: {}, lines: calls.length, lost: 0, unknownSince: null },
  }
  return { ...input, sights: [{ name: arm, read, about, completeness: completenessOf(read.graph, about) }] }
}

function flowOf([from, to, verdict = 'FORWARDED']: SyntheticCall, index: number): object {
  const end = (name: string) => {
    const [namespace, pod] = name.split('/')
    return { namespace, pod_name: pod }
  }
  return {
    verdict,
    IP: { source: from, destination: to },
    l4: { TCP: { source_port: 40_000 + index, destination_port: 8080, flags: { SYN: true } } },
    source: end(from),
    destination: end(to),
    is_reply: false,
  }
}
