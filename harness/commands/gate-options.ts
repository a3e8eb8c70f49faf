/** The options of a gate's run: each datapath twice, once with the code of base and once with that of head. */
import type { GateFlags } from '../cli/gate-command.ts'
import type { ArmCode } from '../providers/netns/arm-code.ts'
import { netns, openWith } from '../providers/netns/index.ts'
import { versionText, type PlanRecord, type Side } from '../results/record.ts'
import { BASELINE } from '../scenario/arms.ts'
import type { ArmSpec } from '../scenario/schema.ts'
import { resolveRun, type RunOptions } from './resolve-run.ts'

/** What calls between services are most often carried by, and what this repository itself compiles. */
const DATAPATHS = ['ebpf', 'sidecar']
/** Bring-ups of one round each: as many as two datapaths have time for within six minutes on two cores. */
const ROUNDS = 20
/** A window is at least so long: twice as long as those of `chain-3`, beside which settling after a thaw takes a third of the time. */
const LEAST_WINDOW_MS = 1200

export type Versions = NonNullable<PlanRecord['versions']>

/** What is run for a gate; the code of each side is asked for when the run begins. */
export function gateOptions(
  flags: GateFlags,
  versions: Versions,
  {
    codeOf,
    makeReady,
  }: {
    codeOf: (side: Side) => ArmCode
    makeReady: (runId: string, names: string[], signal: AbortSignal) => Promise<void>
  },
): RunOptions {
  const datapaths = flags.datapaths ?? DATAPATHS
  const resolved = resolveRun({
    ...(flags.scenario !== undefined && { scenario: flags.scenario }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...{ datapaths, provider: netns.name, rounds: flags.rounds ?? ROUNDS, out: flags.out, json: false },
    ...{ quick: false, providerFlags: {}, folder: flags.folder },
  })
  const { scenario, configured } = resolved
  const [baseline, twin, ...others] = scenario.arms as [ArmSpec, ArmSpec, ...ArmSpec[]]
  const asked = [
    // The baseline is there already, but only once.
    ...(datapaths.includes(BASELINE) ? [baseline] : []),
    ...others.filter(({ planted }) => planted === undefined),
  ]
  const side = (arm: ArmSpec, of: Side): ArmSpec => ({
    ...arm,
    name: `${arm.name}-${of}`,
    version: { side: of, title: versionText(versions[of]) },
    ...(of === 'head' && { against: `${arm.name}-base` }),
  })
  const arms = [baseline, twin, ...asked.flatMap((arm) => [side(arm, 'base'), side(arm, 'head')])]
  const names = [...new Set(arms.map(({ datapath }) => datapath))]
  const loads = scenario.loads
    .slice(0, 1)
    .map((load) => ({ ...load, measure: Math.max(load.measure, LEAST_WINDOW_MS) }))
  const options: RunOptions = {
    ...resolved,
    scenario: { ...scenario, name: 'gate', arms, loads, capacity: false },
    // One round to a bring-up, which is the unit of every interval, and no idle windows.
    quick: true,
    provider: {
      ...netns,
      // Rivals would widen every interval, and base and head are the only question.
      datapaths: netns.datapaths.map((datapath) => ({ ...datapath, rivals: [] })),
      notPlanted: 'a gate holds two versions against each other with the same instrument',
    },
    configured: {
      ...configured,
      planLines: () => [
        ['base', versionText(versions.base)],
        ['head', versionText(versions.head)],
      ],
      open: (site) => openWith(site, ({ version }) => codeOf(version?.side ?? 'head')),
    },
    loadsLeftOut: [],
    versions,
    makeReady: (runId, signal) => makeReady(runId, names, signal),
  }
  // A gate cannot be resumed, because its copies of versions are gone.
  delete options.asked
  return options
}
