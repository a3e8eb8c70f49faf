/** For tests: what three arms saw of a scan, one that sees nothing, one that drops it, and one whose source could not be asked. */
import type { AttemptsMade, MadeAttempt } from '../../flows/attempts-made.ts'
import { assess } from '../../flows/baseline.ts'
import { createContacts } from '../../flows/contacts.ts'
import type { FlowsAbout } from '../../flows/flows-about.ts'
import { judgeAttempts } from '../../flows/judge-attempts.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { BEGAN, dropped, opened } from '../../flows/testing/flow-lines.ts'

const at = (ms: number): string => new Date(BEGAN + ms).toISOString()

const made = (arm: string, face: 'time-out' | 'answered'): AttemptsMade => ({
  ...{ arm, from: at(2000), to: at(4000), pages: 20, paceMs: 100, lines: 3 },
  attempts: ['store', '<b>books'].map((name): MadeAttempt => ({
    ...{ name: 'scan', kind: 'scan', dialled: '10.0.1.5', ports: [8080], request: null },
    from: { name: 'cart', namespace: 'shop', address: '10.0.0.4' },
    to: { name, addresses: [] },
    tries: [
      {
        at: at(2000),
        tookMs: face === 'time-out' ? 1001.2 : 2.25,
        outcome: { face, status: face === 'answered' ? 200 : null, code: null },
      },
    ],
  })),
})

const about = (arm: string, change: Partial<FlowsAbout> = {}): FlowsAbout => ({
  ...{ arm, emitter: null, source: 'a source', sees: 'connections', switchedOn: [] },
  ...{ from: at(0), to: at(2000), pages: 20, calls: [], accepted: {}, lines: 1, lost: 0, unknownSince: null },
  ...change,
})

function sight(arm: string, beside: FlowsAbout, face: 'time-out' | 'answered', lines: string[]): Sight {
  const [normal, later] = [createContacts(), createContacts()]
  readFlows('a', opened({ from: 'client', to: 'cart', at: 0 }), normal.add)
  const read = readFlows('b', lines.join('\n'), later.add)
  const contacts = later.build()
  const truth = made(arm, face)
  const assessment = assess({ contacts: normal.build(), lastsMs: 2000 }, { contacts, lastsMs: 2000 })
  const judged = { assessment, judgement: judgeAttempts(truth, contacts, assessment) }
  return {
    ...{ name: arm, read: null, about: beside, completeness: null },
    attempts: { made: truth, read, judged: beside.unknownSince ? null : judged },
  }
}

export const SIGHTS_OF_ATTEMPTS: Sight[] = [
  sight('direct', about('direct', { sees: 'nothing' }), 'answered', []),
  sight('ebpf', about('ebpf'), 'time-out', [
    ...dropped({ from: 'cart', to: 'store', at: 2001 }),
    opened({ from: 'client', to: 'store', at: 3000 }),
  ]),
  sight(
    'sidecar',
    about('sidecar', { unknownSince: { since: at(0), why: 'the log could not be read' } }),
    'answered',
    [],
  ),
]
