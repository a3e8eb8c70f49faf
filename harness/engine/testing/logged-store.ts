/** A real run's folder that writes into the order log what a reader finds on disk after each write. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  evidenceSchema,
  FLOWS_KEPT,
  journalSchema,
  runSchema,
  type Evidence,
  type JournalRecord,
  type RunRecord,
} from '../../results/record.ts'
import { createRunStore, type RunStore } from '../../results/store.ts'
import type { OrderLog } from './order-log.ts'

export function loggedStore(folder: string, log: OrderLog): RunStore {
  const store = createRunStore(folder, 'run')
  const read = (file: string) => readFileSync(join(store.dir, file), 'utf8')
  const lastLine = (file: string) => JSON.parse(read(file).trimEnd().split('\n').at(-1)!) as unknown
  return {
    ...store,
    writeRun(run) {
      store.writeRun(run)
      log.wrote(`[run.json: ${describeRun(runSchema.parse(JSON.parse(read('run.json'))))}]`)
    },
    append(record) {
      store.append(record)
      const kept = journalSchema.parse(lastLine('trials.jsonl'))
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

const describeRun = ({ order, loads }: RunRecord): string =>
  [
    order.map((round) => round.join(' ')).join(' / '),
    ...loads.map(({ name, pagesPerSecond }) => `${name} ${pagesPerSecond}/s`),
  ].join('; ')

function describe(record: JournalRecord): string {
  switch (record.kind) {
    case 'trial':
      return `round ${record.round} ${record.load}: ${record.status === 'failed' ? record.error : record.status}`
    case 'capacity':
      return `capacity ${record.round}: ${record.status === 'failed' ? record.error : record.status}`
    case 'bring-up': {
      const failed = Object.entries(record.failedArms).map(([arm, why]) => ` without ${arm}: ${why}`)
      return `bring-up ${record.bringUp}${failed.join(';')}`
    }
    case 'idle':
    case 'floor':
    case 'cluster':
      return record.kind
  }
}

const describeProof = ({ claim, when, holds }: Evidence): string =>
  `${claim === FLOWS_KEPT ? 'flows kept' : `proof ${when}`}${holds ? '' : ': broken'}`
