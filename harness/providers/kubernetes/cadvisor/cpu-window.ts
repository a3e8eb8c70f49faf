/** The CPU account of one window, from the answers of cAdvisor within the window. Pure; no number is clamped. */
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

/** A rate needs this many updates of each counter within the window: three intervals between the first and the last. */
const FEWEST_UPDATES = 4
/** Between two updates of a busy container cAdvisor, as kubelet configures it, waits 10 s plus a random time of up to 10 s … */
export const SHORTEST_REFRESH_MS = 10_000
const LONGEST_REFRESH_MS = 20_000
/** … and for an idle container 15 s plus a random time of up to 15 s. */
const LONGEST_REFRESH_OF_IDLE_MS = 30_000
/** A shorter window cannot contain four updates. */
export const SHORTEST_WINDOW_MS = (FEWEST_UPDATES - 1) * SHORTEST_REFRESH_MS

/** How many counters a reason names; the others are only counted. */
const MOST_NAMED = 3

/**
 * CPU time of the nodes and of the arm's containers: the rate between each counter's updates, times the length of the window.
 *
 * - **Updates** are samples with a new timestamp within the window. The node and every container need at least four. The
 *   update before the window is not used, because it would bring in up to 20 s of warm-up or idle time. So a window of 80 s
 *   suffices, and a rate then spans at least 30 s. For a counter that did not change two equal updates are enough, because
 *   cAdvisor updates an idle container less often.
 * - **Edges differ**: cAdvisor reads each counter at its own moments, up to one refresh apart from another counter. A rate
 *   is taken between a counter's own first and last update, and then scaled to the length of the window, over which pages are
 *   counted too. That is correct for a steady load such as the paced client's. A burst may lie within the span of one counter
 *   and outside of another's; then the sum of the parts differs from the node's figure.
 * - **The end** is the moment of the last answer. An update from just after the window counts, because the load still runs.
 * - **The node's busy time** is the control group "/". On cgroup v2 that is all time that is not idle, including interrupts
 *   and stolen time. On v1 it is the time of all tasks, so interrupts on an idle core count as idle.
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
  // Containers that serve several arms, such as the control plane, count for the measured arm.
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
    stealUs: { notMeasured: 'cAdvisor does not report stolen time' },
    allTasksUs: {
      notMeasured: 'cAdvisor reports tasks, interrupts and stolen time of a node as one number',
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
    throttledPeriods: { notMeasured: 'read in the containers themselves, not from cAdvisor' },
    pressureSomeUs: { notMeasured: 'cAdvisor does not report the CPU pressure of a node' },
  }
}

/** Cores in use between the first and the last update, or a text that says what is missing. */
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
  if (usedSeconds < 0 || updates.some(({ id }) => id !== first.id)) return { lacks: 'it was restarted' }
  if (updates.length < (usedSeconds === 0 ? 2 : FEWEST_UPDATES)) {
    return { lacks: `${updates.length} update${updates.length === 1 ? '' : 's'}` }
  }
  return { cores: (usedSeconds * 1000) / (last.atMs - first.atMs) }
}

function coresOf(nodes: string[], polls: Poll[]): number | { notMeasured: string } {
  let cores = 0
  for (const node of nodes) {
    const samples = polls.filter((poll) => poll.node === node).flatMap((poll) => poll.samples)
    const reported = samples.findLast(({ metric }) => metric === 'machine_cpu_cores')
    if (!reported) return { notMeasured: `cAdvisor does not report the number of cores of the node ${node}` }
    cores += reported.value
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

/** Says why a window of this length has no CPU figure, and which length is enough. */
export function tooFewUpdates(wallMs: number): string {
  const every = `${SHORTEST_REFRESH_MS / 1000}-${LONGEST_REFRESH_MS / 1000} s`
  const rule = `CPU from cAdvisor needs ${FEWEST_UPDATES} of its updates, which come every ${every}`
  const enoughMs = [LONGEST_REFRESH_MS, LONGEST_REFRESH_OF_IDLE_MS]
    .map((refreshMs) => FEWEST_UPDATES * refreshMs)
    .find((windowMs) => windowMs > wallMs)
  return enoughMs === undefined ? rule : `${rule} (measure: ${enoughMs / 1000}s)`
}
