/** The machine's own verdict in words: could it tell datapaths apart? */
import type { RunRecord } from '../../results/record.ts'
import type { Noise } from '../../stats/analysis.ts'
import { microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'
import { badTrials } from './problems.ts'
import { plural } from './words.ts'

export interface MachineVerdict {
  tone: 'quiet' | 'noisy' | 'invalid'
  words: string
}

/** Of the first load, which the answer is made from; with the number of remarks that "Why you can believe it" spells out. */
export function machineVerdict(view: LoadView | undefined): MachineVerdict {
  const noise = view?.noise
  if (!noise) return { tone: 'invalid', words: 'nothing measured' }
  const { tone, words } = noiseVerdict(view, noise)
  const remarks = noise.warnings.length
  return { tone, words: remarks === 0 ? words : `${words} · ${plural(remarks, 'remark')}` }
}

function noiseVerdict(view: LoadView, noise: Noise): MachineVerdict {
  const resolves = noise.resolvesUs === null ? null : `${microseconds(noise.resolvesUs / view.hops)} µs a hop`
  switch (noise.verdict) {
    case 'quiet':
      return resolves
        ? { tone: 'quiet', words: `machine quiet · resolves ${resolves}` }
        : { tone: 'noisy', words: 'machine quiet · too few usable rounds to resolve anything' }
    case 'noisy':
      return {
        tone: 'noisy',
        words: resolves
          ? `machine noisy · resolves only ${resolves}`
          : 'machine too noisy to resolve differences',
      }
    case 'invalid':
      return { tone: 'invalid', words: `run invalid · ${badTrialsWords(view)}` }
  }
}

/** "28 of 32 trials not valid". */
export function badTrialsWords(view: LoadView): string {
  const { bad, total } = badTrials(view.arms.flatMap((arm) => view.summary(arm) ?? []))
  return `${bad} of ${plural(total, 'trial')} not valid`
}

/** What a reader must know before any figure; empty for a whole run. */
export function notices(run: RunRecord, roundsDone: number): string[] {
  const reason = run.statusReason === null ? '' : `: ${run.statusReason.what}`
  const done = `${roundsDone} of ${run.rounds} rounds were measured`
  const status: Record<RunRecord['status'], string[]> = {
    complete: [],
    interrupted: [`This run was interrupted${reason}. ${done}; the figures are of those.`],
    failed: [`This run failed${reason}. ${done}; the figures are of those.`],
    running: [`This run has not finished, or was killed. ${done}; the figures are of those.`],
  }
  return [
    ...status[run.status],
    ...(run.quick
      ? ['A quick run: fewer arms and rounds, p50 and p90 only. Take a full run for a decision.']
      : []),
  ]
}
