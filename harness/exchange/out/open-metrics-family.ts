/** Writes one family of metrics as OpenMetrics 1.0 text. */
import { escaped } from '../../words/escaped.ts'

export interface Sample {
  labels: Record<string, string>
  value: number
}

export interface Family {
  /** Ends in `_<unit>` where there is a unit. */
  name: string
  type: 'gauge' | 'info' | 'stateset'
  unit?: string
  help: string
  samples: Sample[]
}

/** Lines of the family, each with a line break; none where it has no samples. */
export function renderFamily({ name, type, unit, help, samples }: Family): string {
  if (samples.length === 0) return ''
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${quotable(help)}`,
    ...samples.map(
      ({ labels, value }) => `${name}${type === 'info' ? '_info' : ''}{${labelsText(labels)}} ${value}`,
    ),
    '',
  ].join('\n')
}

const labelsText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}="${quotable(value)}"`)
    .join(',')

/** The text must be UTF-8, so half of a surrogate pair is replaced. */
const quotable = (text: string): string =>
  escaped(text.toWellFormed(), '\n').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
