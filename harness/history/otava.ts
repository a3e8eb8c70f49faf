/**
 * The history as files that Apache Otava reads (https://otava.apache.org): a CSV for each line, and the configuration that names them. A
 * line ends where the method changes, and Otava takes no empty cells, so each unbroken line of each figure has a file of its own.
 */
import { stringify } from 'yaml'
import type { Setting } from './settings.ts'
import type { Series, SeriesPoint } from './series.ts'

export interface ExportFile {
  name: string
  content: string
}

export const OTAVA_CONFIG = 'otava.yaml'

/** What file names of an export look like, so that those of an earlier export can be removed. */
export const EXPORTED = /^\d{4}-[a-z0-9-]+\.csv$/

/** A thousand runs of two machines have some dozens. Of more lines the longest have a file. */
const MOST_FILES = 2000

interface Line {
  name: string
  points: (SeriesPoint & { figure: NonNullable<SeriesPoint['figure']> })[]
}

/** The CSV files and `otava.yaml`, which names them; and how many lines were left out because there are too many. */
export function otavaExport(settings: readonly Setting[]): { files: ExportFile[]; leftOut: number } {
  const lines = settings.flatMap(linesOf)
  const longest = new Set(lines.toSorted((a, b) => b.points.length - a.points.length).slice(0, MOST_FILES))
  const kept = lines.filter((line) => longest.has(line))
  const tests = kept.map(({ name, points }, index) => {
    const file = `${String(index + 1).padStart(4, '0')}-${name}.csv`
    return { name: file.replace(/\.csv$/, ''), file, content: csvOf(points) }
  })
  const config = {
    tests: Object.fromEntries(
      tests.map(({ name, file }) => [
        name,
        {
          type: 'csv',
          file,
          time_column: 'time',
          attributes: ['run', 'commit'],
          // -1: less is better.
          metrics: { cost: { column: 'cost', direction: -1, scale: 1 } },
        },
      ]),
    ),
  }
  return {
    files: [
      ...tests.map(({ file, content }) => ({ name: file, content })),
      { name: OTAVA_CONFIG, content: stringify(config) },
    ],
    leftOut: lines.length - kept.length,
  }
}

function linesOf({ machine, provider, scenario, quick, loads }: Setting): Line[] {
  const about = [machine.id, provider, scenario, ...(quick ? ['quick'] : [])]
  return loads.flatMap(({ load, ground, arms }) =>
    [...ground, ...arms.flatMap(({ series }) => series)].flatMap((series) =>
      [...Map.groupBy(known(series), ({ segment }) => segment)].map(([segment, points]) => ({
        name: slugOf([
          ...about,
          load,
          series.arm,
          series.metric,
          ...(series.kind === 'level' ? ['level'] : []),
          ...(segment === 0 ? [] : [String(segment + 1)]),
        ]),
        points,
      })),
    ),
  )
}

const known = ({ points }: Series): Line['points'] =>
  points.flatMap((point) => (point.figure ? [{ ...point, figure: point.figure }] : []))

/** Longer file names are cut: file systems take 255 bytes. The number before the name keeps it unique. */
const LONGEST_SLUG = 120

const slugOf = (parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, LONGEST_SLUG)

function csvOf(points: Line['points']): string {
  const rows = points.map(({ run: { facts }, figure }) => {
    const { middle, interval } = figure
    return [
      facts.startedAt,
      safe(facts.id),
      safe(facts.code.commit ?? ''),
      middle,
      interval?.low ?? '',
      interval?.high ?? '',
    ].join(',')
  })
  return `${['time,run,commit,cost,low,high', ...rows].join('\n')}\n`
}

/** Ids and commits are of digits and letters; anything else could be a formula to a spreadsheet, or another cell. */
const safe = (text: string): string => text.replace(/[^A-Za-z0-9.-]/g, '_').replace(/^[.-]+/, '_')
