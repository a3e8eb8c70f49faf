/** Reads what kubelet's cAdvisor tells of CPU and memory out of its Prometheus text: those metrics, nothing else. Pure. */

/** How cAdvisor calls what is read of it. All but the cores are told for every control group. */
const METRICS = [
  'container_cpu_usage_seconds_total',
  'container_memory_rss',
  'container_memory_mapped_file',
  'container_memory_working_set_bytes',
  'machine_cpu_cores',
] as const
export type CadvisorMetric = (typeof METRICS)[number]

export interface CadvisorSample {
  metric: CadvisorMetric
  /** Empty for control groups that are no container's: the node, a slice, a pod as a whole, a pod's sandbox. */
  namespace: string
  pod: string
  container: string
  /** Path of the control group; "/" is the whole node. A container that was restarted has another. */
  id: string
  value: number
  /** When cAdvisor read it, by the node's clock; null where it does not say (the number of cores). */
  timestampMs: number | null
}

/** name{labels} value timestamp; a label's value may hold braces, spaces and escaped quotes. */
const SAMPLE = /^(\w+)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+(-?\d+))?/
const LABEL = /(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/g

/**
 * The wanted samples of one answer of `/metrics/cadvisor`, in its order. A node of ten pods answers 560 kB, of which these
 * are a tenth, so lines are told apart by their beginning before anything is parsed. Lines that are not understood are
 * left out: what is missing then shows as a container without samples.
 */
export function parseSamples(text: string): CadvisorSample[] {
  const samples: CadvisorSample[] = []
  for (let begin = 0; begin < text.length;) {
    const newline = text.indexOf('\n', begin)
    const end = newline === -1 ? text.length : newline
    // All of them begin with one of two letters; comments and most others do not.
    const first = text[begin]
    if (first === 'c' || first === 'm') {
      const metric = METRICS.find((name) => startsWithName(text, begin, name))
      const sample = metric && parseLine(metric, text.slice(begin, end))
      if (sample) samples.push(sample)
    }
    begin = end + 1
  }
  return samples
}

/** `container_memory_rss` is also the beginning of other names. */
function startsWithName(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/\w/.test(text[at + name.length] ?? '')
}

function parseLine(metric: CadvisorMetric, line: string): CadvisorSample | null {
  const [, , labelText = '', valueText = '', timestampText] = SAMPLE.exec(line) ?? []
  const value = valueText === '' ? NaN : Number(valueText)
  if (!Number.isFinite(value)) return null
  const labels: Record<string, string> = {}
  for (const [, name = '', escaped = ''] of labelText.matchAll(LABEL)) labels[name] = unescape(escaped)
  // A kubelet may be told to count every core on its own as well: only the total is wanted.
  if ((labels['cpu'] ?? 'total') !== 'total') return null
  return {
    metric,
    namespace: labels['namespace'] ?? '',
    pod: labels['pod'] ?? '',
    container: labels['container'] ?? '',
    id: labels['id'] ?? '',
    value,
    timestampMs: timestampText === undefined ? null : Number(timestampText),
  }
}

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
