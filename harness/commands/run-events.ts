/** Tells how a run goes: to people on stderr, and with `--json` to programs as one event a line on stdout. */
import type { Progress } from '../engine/progress.ts'
import type { ExitCode } from '../errors.ts'
import { timeLeft } from '../plan/time-left.ts'
import type { RunPlan } from '../plan/plan-run.ts'
import { EVENT_VERSION, type RunEvent } from '../results/event.ts'
import type { EndedRecord, Evidence, JournalRecord, PlanRecord } from '../results/record.ts'
import type { RunStore } from '../results/store.ts'
import { clock } from './plan.ts'
import type { ReportedRun } from './report-run.ts'

export interface RunEvents {
  /** The store, which also tells each record that is on disk. */
  store: RunStore
  /** The progress for people, with the time that is left. */
  progress: Progress
  ended(end: Pick<EndedRecord, 'status' | 'reason'> & { exitCode: ExitCode; reported?: ReportedRun }): void
}

/** An event without what all events have. */
type Told<One = RunEvent> = One extends RunEvent ? Omit<One, 'version' | 'at' | 'run' | 'secondsLeft'> : never

export function createRunEvents({
  plan,
  runPlan,
  store,
  progress,
  json,
}: {
  plan: PlanRecord
  runPlan: RunPlan
  store: RunStore
  progress: Progress
  json: boolean
}): RunEvents {
  const { budget, bringUps } = runPlan
  const secondsLeft = (now: Date): number => Math.round(timeLeft({ plan, budget, journal: store.facts, now }))
  let hasEnded = false
  const tell = (told: Told): void => {
    if (!json) return
    const now = new Date()
    const { event, ...facts } = told
    const common = {
      ...{ version: EVENT_VERSION, at: now.toISOString(), run: plan.id },
      secondsLeft: hasEnded ? null : secondsLeft(now),
    }
    process.stdout.write(JSON.stringify({ event, ...common, ...facts }) + '\n')
  }
  tell({
    event: 'began',
    folder: store.dir,
    session: store.session,
    scenario: plan.scenario.name,
    provider: plan.provider,
    arms: plan.arms.map(({ name }) => name),
    rounds: plan.rounds,
    bringUps,
  })
  const withTime = (text: string): string => `${text}; about ${clock(secondsLeft(new Date())).trim()} left`
  return {
    store: {
      ...store,
      append(record) {
        store.append(record)
        tell(recorded(record))
      },
      appendEvidence(evidence) {
        store.appendEvidence(evidence)
        const told = proved(evidence)
        if (told) tell(told)
      },
    },
    progress: {
      phase(about, text) {
        progress.phase(about, about === 'bring-up' ? withTime(text) : text)
        tell({ event: 'told', about, text })
      },
      status(text) {
        progress.status(withTime(text))
        tell({ event: 'doing', text })
      },
      close: () => progress.close(),
    },
    ended({ status, reason, exitCode, reported }) {
      hasEnded = true
      const analysis = reported ? { ...reported.analysis } : null
      tell({ event: 'ended', status, reason, exitCode, report: reported?.page ?? null, analysis })
    },
  }
}

function recorded(record: JournalRecord): Told {
  const where = {
    ...('arm' in record && { arm: record.arm }),
    ...('load' in record && { load: record.load }),
    ...('bringUp' in record && { bringUp: record.bringUp }),
    ...('round' in record && { round: record.round }),
  }
  const p50Us =
    record.kind === 'trial' && record.status === 'completed' ? record.latency?.serviceUs.p50 : null
  return {
    ...{ event: 'recorded', kind: record.kind, ...where },
    ...('status' in record && { status: record.status }),
    ...('error' in record && { error: record.error }),
    ...(typeof p50Us === 'number' && { p50Us }),
  }
}

/** One event for the proofs of an arm, which are stored together. */
function proved(evidence: readonly Evidence[]): Told | null {
  const [first] = evidence
  if (!first) return null
  const { arm, bringUp, when } = first
  const broken = evidence.filter(({ holds }) => !holds).map(({ claim }) => claim)
  return { event: 'proved', arm, bringUp, when, held: evidence.length - broken.length, broken }
}
