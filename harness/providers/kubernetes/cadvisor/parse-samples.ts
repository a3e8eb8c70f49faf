/** Parses the metrics of CPU and memory from the Prometheus text of kubelet's cAdvisor, and skips all others. Pure. */

/** The metrics to read. cAdvisor reports all of them for every control group, except the number of cores. */
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
  /** Empty for a control group that is no container: the node, a slice, a whole pod, the sandbox of a pod. */
  namespace: string
  pod: string
  container: string
  /** Path of the control group; "/" is the whole node. A restarted container has another path. */
  id: string
  value: number
  /** When cAdvisor read the value, by the node's clock; null for the number of cores, which has no timestamp. */
  timestampMs: number | null
}

/** name{labels} value timestamp; a label's value may hold braces, spaces and escaped quotes. */
const SAMPLE = /^(\w+)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+(-?\d+))?/
const LABEL = /(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/g

/**
 * The wanted samples of one answer of `/metrics/cadvisor`, in the order of the answer. A node with ten pods answers 560 kB, and
 * only a tenth is wanted, so the beginning of each line is checked before the line is parsed. Lines that cannot be parsed are
 * left out; the container then shows as one without samples.
 */
export function parseSamples(text: string): CadvisorSample[] {
  const samples: CadvisorSample[] = []
  for (let begin = 0; begin < text.length;) {
    const newline = text.indexOf('\n', begin)
    const end = newline === -1 ? text.length : newline
    // All wanted metrics begin with c or m; comments and most other metrics do not.
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

/** Checks the character after the name as well, because `container_memory_rss` is also the beginning of other names. */
function startsWithName(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/\w/.test(text[at + name.length] ?? '')
}

function parseLine(metric: CadvisorMetric, line: string): CadvisorSample | null {
  const [, , labelText = '', valueText = '', timestampText] = SAMPLE.exec(line) ?? []
  const value = valueText === '' ? NaN : Number(valueText)
  if (!Number.isFinite(value)) return null
  const labels: Record<string, string> = {}
  for (const [, name = '', escaped = ''] of labelText.matchAll(LABEL)) labels[name] = unescape(escaped)
  // A kubelet can be configured to report every core as well. Only the total is wanted.
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
