/**
 * Planted effects: known amounts of work, delay or loss that a run puts into an arm like the baseline, so that it can show that its
 * instrument finds each of them where it was put, and nothing elsewhere. Which effects, how large, and where. Pure.
 */
import { callGroups, CLIENT, serviceOf } from './topology.ts'
import type { PlantedEffect } from './planted-effect.ts'
import type { Topology } from './schema.ts'

/** As long as the hop clock takes for a hop without any datapath (17 µs), so that an effect of this size is one worth finding. */
const DELAY_US = 20
/** 1 % of one CPU: ten times what the node's DNS server takes, and little enough to be in no page's way. */
const SLICE_US = 100
const SLICE_EVERY_US = 10_000
/** About the memory of one sidecar. */
const HELD_BYTES = 20_000_000
/** 0.5 % of segments. */
const LOSE_EVERY = 200
/** A fortieth of all pages waits: enough for p99 to be inside of the pause, whose length follows from these two alone. */
const PAUSE_MS = 50
const PAUSE_EVERY_MS = 2000

/** The effects of the short form: one of each resource, all at once, each where no other lands. */
export function shortEffects(topology: Topology): PlantedEffect[] {
  const path = firstPath(topology)
  return [
    { kind: 'busy-service', service: path.at(-1)!, us: DELAY_US },
    { kind: 'slow-hop', to: path[0]!, us: DELAY_US },
    { kind: 'busy-agent', sliceUs: SLICE_US, everyUs: SLICE_EVERY_US },
    { kind: 'held-memory', bytes: HELD_BYTES },
  ]
}

/** All effects, of which each gets an arm of its own in `calibrate`. */
export function allEffects(topology: Topology): PlantedEffect[] {
  const [first] = firstPath(topology) as [string]
  return [
    ...shortEffects(topology),
    { kind: 'lost-packets', to: first, every: LOSE_EVERY },
    { kind: 'pauses', service: first, pauseMs: PAUSE_MS, everyMs: PAUSE_EVERY_MS },
  ]
}

/**
 * The services along the first calls of a page: the one that the client calls first, the one that this one calls first, and so on.
 * The last calls nobody: its own time has nothing of others in it. Where there is only one service, it is first and last.
 */
function firstPath(topology: Topology): string[] {
  const path: string[] = []
  for (let caller = CLIENT; ; caller = path.at(-1)!) {
    const steps = caller === CLIENT ? topology.page : topology.services[caller]!.steps
    const [call] = callGroups(steps).flat()
    if (call === undefined) return path
    path.push(serviceOf(call.call))
  }
}
