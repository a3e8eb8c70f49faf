/** The verdict on the machine as text: whether it was quiet enough to tell datapaths apart. */
import { measured } from '../../results/measured.ts'
import type { LoadLeftOut, RunRecord } from '../../results/record.ts'
import type { Analysis, Noise } from '../../stats/analysis.ts'
import type { LoadView } from './load-view.ts'
import { badTrials } from './problems.ts'
import { ofWhat, resolvedByHop, resolvedByUser } from './resolves.ts'
import { plural } from './text.ts'

export interface MachineVerdict {
  tone: 'quiet' | 'noisy' | 'invalid'
  words: string
}

/** The verdict for the first load, from which the answer is made, with the number of warnings. "Why you can believe it" lists the warnings. */
export function machineVerdict(view: LoadView | undefined): MachineVerdict {
  const noise = view?.noise
  if (!noise) return { tone: 'invalid', words: 'nothing measured' }
  const { tone, words } = noiseVerdict(view, noise)
  const warnings = noise.warnings.length
  return { tone, words: warnings === 0 ? words : `${words} · ${plural(warnings, 'warning')}` }
}

function noiseVerdict(view: LoadView, noise: Noise): MachineVerdict {
  const resolves = resolvesText(view)
  switch (noise.verdict) {
    case 'quiet':
      return resolves
        ? noise.isAlarmedByHopClock
          ? {
              tone: 'noisy',
              words: `machine quiet by the user clock only · resolves ${resolves}`,
            }
          : { tone: 'quiet', words: `machine quiet · resolves ${resolves}` }
        : { tone: 'noisy', words: 'machine quiet · too few usable rounds to resolve anything' }
    case 'noisy':
      return {
        tone: 'noisy',
        words: resolves
          ? noise.instrument === 'not calibrated'
            ? `not calibrated · resolves ${resolves}`
            : `machine noisy · resolves only ${resolves}`
          : 'machine too noisy to resolve differences',
      }
    case 'invalid':
      return {
        tone: 'invalid',
        words: `run invalid · ${noise.instrument === 'missed' ? 'the instrument missed a planted effect' : badTrialsText(view)}`,
      }
  }
}

/** "96 to 287 µs a hop, by pair (user clock), 3.4 to 178 (hop clock)"; null where the user clock resolves nothing. */
function resolvesText(view: LoadView): string | null {
  const user = resolvedByUser(view)
  if (user === null) return null
  const text = `${user.figure} µs a hop, ${ofWhat(user)}`
  if (!view.hasHopClock) return text
  const hop = resolvedByHop(view)
  return `${text} (user clock)${hop === null ? '' : `, ${hop.figure} (hop clock)`}`
}

/** "28 of 32 trials not valid". */
export function badTrialsText(view: LoadView): string {
  const { bad, total } = badTrials(view.arms.flatMap((arm) => view.summary(arm) ?? []))
  return `${bad} of ${plural(total, 'trial')} not valid`
}

const WHY_LEFT_OUT: Record<LoadLeftOut['why'], string> = {
  quick: 'its rate is a share of a capacity that a quick run does not measure',
  time: 'a second rate would have taken too long here',
}

/** "its rate is a share of a capacity that a quick run does not measure": why a run has no figures of a load. */
export const leftOutText = ({ why }: LoadLeftOut): string => WHY_LEFT_OUT[why]

/** What a reader must know before reading any figure; empty for a complete, full run. */
export function notices(
  run: RunRecord,
  { clockObstacle, arms }: Pick<Analysis, 'clockObstacle' | 'arms'>,
  roundsDone: number,
): string[] {
  const reason = run.statusReason === null ? '' : `: ${run.statusReason.what}`
  const done = `${roundsDone} of ${run.rounds} rounds were measured`
  const status: Record<RunRecord['status'], string[]> = {
    complete: [],
    interrupted: [`This run was interrupted${reason}. ${done}; the figures come from those rounds.`],
    failed: [`This run failed${reason}. ${done}; the figures come from those rounds.`],
    running: [`This run has not finished, or was killed. ${done}; the figures come from those rounds.`],
  }
  return [
    ...status[run.status],
    ...(clockObstacle === null
      ? []
      : [`The figures of the hop clock are withheld: ${clockObstacle}. Those of the user clock stand.`]),
    ...unreadWindows(arms),
    ...(run.quick
      ? [
          'This is a quick run: it has fewer and shorter windows, and measures no capacity. Decide from a full run.',
        ]
      : []),
  ]
}

/** With more windows unread than this, a reader has to know it before reading any figure of the hop clock. */
const MOST_UNREAD_SHARE = 0.2

/** Says that the hop clock did not read a good part of the windows, such as all after its loader ended. */
function unreadWindows(arms: Analysis['arms']): string[] {
  const clocks = arms.flatMap(({ clock }) => measured(clock) ?? [])
  const unread = clocks.flatMap((clock) => clock.unread)
  const all = clocks.reduce((sum, { windows }) => sum + windows, unread.length)
  return unread.length <= MOST_UNREAD_SHARE * all
    ? []
    : [
        `The hop clock read ${all - unread.length} of ${plural(all, 'window')}: ${[...new Set(unread)].join('; ')}. Its figures come from those; the figures of the user clock stand.`,
      ]
}

/** The loads that the run left out, and why. */
export const leftOutNotices = ({ loadsLeftOut }: RunRecord): string[] =>
  (loadsLeftOut ?? []).map(
    (load) => `The load “${load.name}” was left out: ${leftOutText(load)}. Costs are known at one rate.`,
  )
