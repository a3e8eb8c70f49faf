/** The CPU account of one window from what cAdvisor was polled for within it. Pure; nothing is clamped. */
import type { Role } from '../../../arm/arm.ts'
import type { CpuReading } from '../../../results/record.ts'
import { counterKey, updatesSince, type AccountedContainer, type Poll, type Update } from './updates.ts'

export interface PolledWindow {
  /** Edges by this machine's clock. */
  beganMs: number
  endedMs: number
  nodes: string[]
  polls: Poll[]
  own: AccountedContainer[]
  ofOthers: AccountedContainer[]
}

/** A figure needs so many updates of each counter within the window: three intervals between first and last. */
const FEWEST_UPDATES = 4
/** kubelet has cAdvisor wait 10 s, and up to as much again by chance, between two looks at a container that does something … */
export const SHORTEST_REFRESH_MS = 10_000
const LONGEST_REFRESH_MS = 20_000
/** … and 15 s and up to as much again for one that does nothing. */
const LONGEST_REFRESH_OF_IDLE_MS = 30_000
/** In a shorter window four updates cannot be. */
export const SHORTEST_WINDOW_MS = (FEWEST_UPDATES - 1) * SHORTEST_REFRESH_MS

/** How many counters a reason names; others are only counted. */
const MOST_NAMED = 3

/**
 * What the nodes and the arm's containers used: rates over each counter's own updates, times the window.
 *
 * - **Updates** are samples with a timestamp of their own within the window: at least four of the node and of every
 *   container. The one before the beginning is not taken, it would bring in up to 20 s of warm-up or idleness. So 80 s
 *   suffice, and a rate then spans 30 s at least. A counter that stood still is known by two updates that agree: cAdvisor
 *   looks at it less often.
 * - **Edges differ**: each counter is read at moments of its own, up to one refresh from those of another. Rates are over
 *   each counter's own first and last update, and all are scaled to the window's length, over which pages are counted
 *   too. That is right for a load as steady as the paced client's; a burst may be in the span of one counter and not in
 *   another's, and the parts then close on the node's figure only so well.
 * - **The end** is where the last answer was: an update from just after the window counts, as the load still goes on.
 * - **The node's busy time** is the control group "/": on cgroup v2 all time that is not idle, interrupts and stolen time
 *   included; on v1 the time of all tasks, so that interrupts which met an idle core count as idle.
 */
export function cpuWindow({ beganMs, endedMs, nodes, polls, own, ofOthers }: PolledWindow): CpuReading {
  const wallMs = endedMs - beganMs
  const wallUs = wallMs * 1000
  const updates = updatesSince(beganMs, polls)
  const read = (container: AccountedContainer): Counter => ({
    name: `${container.container} of ${container.namespace}/${container.pod}`,
    pod: container.unit,
    role: container.role,
    usage: usageOf(updates.get(counterKey(container))),
  })
  const ofNodes = nodes.map((node) => ({
    name: `the node ${node}`,
    usage: usageOf(updates.get(counterKey({ node }))),
  }))
  const ofArm = own.map(read)
  // What serves several arms of a cluster, its control plane, is the measured arm's.
  const ownKeys = new Set(own.map(counterKey))
  const elsewhere = ofOthers.filter((container) => !ownKeys.has(counterKey(container))).map(read)

  const lacking = [...ofNodes, ...ofArm, ...elsewhere].filter(({ usage }) => 'lacks' in usage)
  if (lacking.length > 0) return { notMeasured: reasonFor(lacking, wallMs) }
  const cores = coresOf(nodes, polls)
  if (typeof cores !== 'number') return cores

  const usedUs = (counters: { usage: Usage }[]) =>
    counters.reduce((sum, { usage }) => sum + ('cores' in usage ? usage.cores : NaN) * wallUs, 0)
  const byRole = (role: Role) => usedUs(ofArm.filter((counter) => counter.role === role))
  return {
    wallUs,
    cores,
    idleUs: cores * wallUs - usedUs(ofNodes),
    stealUs: { notMeasured: 'cAdvisor does not tell stolen time' },
    allTasksUs: {
      notMeasured: 'cAdvisor has one figure for a whole node: tasks, interrupts and stolen time together',
    },
    clientUs: byRole('client'),
    appUs: byRole('app'),
    proxyUs: byRole('proxy'),
    agentUs: byRole('agent'),
    controlPlaneUs: byRole('control-plane'),
    harnessUs: 0,
    otherArmsUs: usedUs(elsewhere),
    units: [...Map.groupBy(ofArm, ({ pod, role }) => `${role} ${pod}`).values()].map((counters) => ({
      pod: counters[0]!.pod,
      role: counters[0]!.role,
      us: usedUs(counters),
    })),
    contextSwitches: { notMeasured: 'cAdvisor does not count context switches' },
    softirqs: {},
    throttledPeriods: { notMeasured: 'asked in the containers themselves, not of cAdvisor' },
    pressureSomeUs: { notMeasured: 'cAdvisor does not tell the CPU pressure of a node' },
  }
}

/** Cores in use between the first and the last update; or what is lacking, in words. */
type Usage = { cores: number } | { lacks: string }
interface Counter {
  name: string
  pod: string
  role: Role
  usage: Usage
}

function usageOf(updates: Update[] = []): Usage {
  const [first] = updates
  const last = updates.at(-1)
  if (!first || !last) return { lacks: 'no update' }
  const usedSeconds = last.cpuSeconds - first.cpuSeconds
  if (usedSeconds < 0 || updates.some(({ id }) => id !== first.id)) return { lacks: 'it was started anew' }
  if (updates.length < (usedSeconds === 0 ? 2 : FEWEST_UPDATES)) {
    return { lacks: `${updates.length} update${updates.length === 1 ? '' : 's'}` }
  }
  return { cores: (usedSeconds * 1000) / (last.atMs - first.atMs) }
}

function coresOf(nodes: string[], polls: Poll[]): number | { notMeasured: string } {
  let cores = 0
  for (const node of nodes) {
    const samples = polls.filter((poll) => poll.node === node).flatMap((poll) => poll.samples)
    const told = samples.findLast(({ metric }) => metric === 'machine_cpu_cores')
    if (!told) return { notMeasured: `cAdvisor does not tell the number of cores of the node ${node}` }
    cores += told.value
  }
  return cores
}

function reasonFor(lacking: { name: string; usage: Usage }[], wallMs: number): string {
  const named = lacking
    .slice(0, MOST_NAMED)
    .map(({ name, usage }) => `${name}: ${'lacks' in usage ? usage.lacks : ''}`)
  const more = lacking.length - named.length
  const others = more > 0 ? `, and ${more} more` : ''
  return `${tooFewUpdates(wallMs)}; within ${Math.round(wallMs / 1000)} s there was of ${named.join(', of ')}${others}`
}

/** Why a window of this length has no figure, and which one would. */
export function tooFewUpdates(wallMs: number): string {
  const every = `${SHORTEST_REFRESH_MS / 1000}-${LONGEST_REFRESH_MS / 1000} s`
  const rule = `CPU from cAdvisor needs ${FEWEST_UPDATES} of its updates, which come every ${every}`
  const enoughMs = [LONGEST_REFRESH_MS, LONGEST_REFRESH_OF_IDLE_MS]
    .map((refreshMs) => FEWEST_UPDATES * refreshMs)
    .find((windowMs) => windowMs > wallMs)
  return enoughMs === undefined ? rule : `${rule} (measure: ${enoughMs / 1000}s)`
}
