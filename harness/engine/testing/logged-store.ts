/** A real run folder. After each write it adds to the order log what a reader now finds on disk. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  evidenceSchema,
  journalSchema,
  planSchema,
  type Evidence,
  type JournalRecord,
  type PlanRecord,
} from '../../results/record.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { createRunStore, type RunStore } from '../../results/store.ts'
import { NO_CLOCK } from './logged-clock.ts'
import type { OrderLog } from './order-log.ts'

export function loggedStore(folder: string, plan: PlanRecord, log: OrderLog): RunStore {
  const store = createRunStore(folder, plan)
  const read = (file: string) => readFileSync(join(store.dir, file), 'utf8')
  const lastLine = (file: string) => JSON.parse(read(file).trimEnd().split('\n').at(-1)!) as unknown
  log.wrote(`[plan: ${describePlan(planSchema.parse(JSON.parse(read('plan.json'))))}]`)
  return {
    ...store,
    append(record) {
      store.append(record)
      const kept = journalSchema.parse(lastLine('journal.jsonl'))
      if (kept.kind === 'bring-up-ended') return // the arms that go down say as much
      // Most runs on fake arms have no hop clock, and then every trial has a record that says so.
      if (
        kept.kind === 'hops' &&
        isNotMeasured(kept.reading) &&
        kept.reading.notMeasured === NO_CLOCK.notMeasured
      )
        return
      if ('arm' in kept) log.did(kept.arm, `[${describe(kept)}]`)
      else log.wrote(`[${describe(kept)}]`)
    },
    appendEvidence(evidence) {
      store.appendEvidence(evidence)
      const kept = evidenceSchema.parse(lastLine('evidence.jsonl'))
      log.did(kept.arm, `[${describeProof(kept)}]`)
    },
  }
}

const describePlan = ({ order, loads }: PlanRecord): string =>
  [
    order.map((round) => round.join(' ')).join(' / '),
    ...loads.map(({ name, pagesPerSecond }) => `${name} ${pagesPerSecond ?? 'auto'}`),
  ].join('; ')

function describe(record: JournalRecord): string {
  switch (record.kind) {
    case 'trial':
      return `round ${record.round} ${record.load}: ${record.status === 'failed' ? record.error.what : record.status}`
    case 'capacity':
      return `capacity ${record.round}: ${record.status === 'failed' ? record.error.what : record.status}`
    case 'saturation':
      return `saturation: ${record.status === 'failed' ? record.error.what : `${record.connections}, ${record.endedBy}`}`
    case 'bring-up': {
      const failed = record.failedArms.map(({ arm, problem }) => ` without ${arm}: ${problem.what}`)
      return `bring-up ${record.bringUp}${failed.join(';')}`
    }
    case 'hops':
      return `hops of round ${record.round} ${record.load}: ${'notMeasured' in record.reading ? record.reading.notMeasured : 'joined'}`
    case 'clock-price':
      return `price of the clock ${record.load}`
    case 'arm-learned':
      return 'learned'
    case 'rate-chosen':
      return `${record.load}: ${record.pagesPerSecond}/s`
    case 'make-up-planned':
      return `round ${record.round} in place of ${record.insteadOf}: ${record.order.join(' ')}`
    case 'ended':
      return record.status
    case 'resumed':
      return `resumed at bring-up ${record.bringUp}, round ${record.fromRound}`
    case 'bring-up-ended':
    case 'idle':
    case 'floor':
    case 'cluster':
      return record.kind
  }
}

const describeProof = ({ kind, when, holds }: Evidence): string =>
  `${kind === 'flows' ? 'flows kept' : `proof ${when}`}${holds ? '' : ': broken'}`
