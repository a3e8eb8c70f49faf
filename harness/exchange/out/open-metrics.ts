/**
 * The figures of a run as OpenMetrics 1.0 text (prometheus.io/docs/specs/om), for a textfile collector or a push gateway. Units are the
 * base units of that specification, and names end in them: seconds and bytes. There are no timestamps, which a textfile collector
 * refuses; one metric says when the run ended.
 */
import { US_IN } from '../import-units.ts'
import { numberOf, whyNot } from '../withheld.ts'
import { judgedArms, verdictOf, type ExportedRun } from './exported-run.ts'
import { renderFamily, type Family, type Sample } from './open-metrics-family.ts'
import type { FigureUnit, RunFigure } from './run-figures.ts'

/** The text, which ends in `# EOF`. */
export const openMetrics = (exported: ExportedRun, figures: readonly RunFigure[]): string =>
  `${[
    ...aboutRun(exported),
    ...OF_FIGURES.map((family) => ofFigures(family, exported, figures)),
    withheld(exported, figures),
  ]
    .map(renderFamily)
    .join('')}# EOF\n`

function aboutRun({ run, analysis }: ExportedRun): Family[] {
  return [
    {
      name: 'hopbench_run',
      type: 'info',
      help: 'The run that all figures are of.',
      samples: [
        {
          labels: {
            run: run.id,
            scenario: run.scenario.name,
            provider: run.provider,
            status: run.status,
            seed: run.seed,
            hopbench: run.code.version,
            kernel: run.host.kernel,
            cpu: run.host.cpuModel,
          },
          value: 1,
        },
      ],
    },
    {
      name: 'hopbench_run_finished_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the run ended, since 1970. Absent where it did not end by itself.',
      samples:
        run.finishedAt === null
          ? []
          : [{ labels: { run: run.id }, value: Date.parse(run.finishedAt) / MS_IN_S }],
    },
    {
      name: 'hopbench_machine',
      type: 'stateset',
      help: 'Whether the machine was quiet enough under a load to tell datapaths apart.',
      samples: run.loads.flatMap(({ name: load }) =>
        ['quiet', 'noisy', 'invalid'].map((state) => ({
          labels: { run: run.id, load, hopbench_machine: state },
          value: verdictOf(analysis, load) === state ? 1 : 0,
        })),
      ),
    },
    {
      name: 'hopbench_load_pages_per_second',
      type: 'gauge',
      help: 'Pages that were asked for in a second.',
      samples: run.loads.flatMap(({ name: load, pagesPerSecond }) =>
        pagesPerSecond === null ? [] : [{ labels: { run: run.id, load }, value: pagesPerSecond }],
      ),
    },
    {
      name: 'hopbench_trials',
      type: 'gauge',
      help: 'Trials of an arm under a load, by what became of them.',
      samples: analysis.arms
        .filter(({ arm }) => judgedArms(run).some(({ name }) => name === arm))
        .flatMap(({ arm, load, trials }) =>
          (['completed', 'invalid', 'failed'] as const).map((outcome) => ({
            labels: { run: run.id, load, arm, outcome },
            value: trials[outcome],
          })),
        ),
    },
  ]
}

const MS_IN_S = 1000

type FamilyOfFigures = Omit<Family, 'samples' | 'type'> & {
  takes: (figure: RunFigure) => boolean
  /** What a value is multiplied by to be in the unit of the family. */
  factor: number
}

const S_IN_US = 1 / US_IN.s
const isTime = (unit: FigureUnit): boolean => unit === 'µs' || unit === 'µs a hop'
const PAGES = 1000

const LEVELS = [
  {
    name: 'page_user_clock_seconds',
    unit: 'seconds',
    factor: S_IN_US,
    of: 'Service time of a page (of "connect" the time of a connect) by the clock of the calling program',
    is: ({ unit, clock }: RunFigure): boolean => isTime(unit) && clock === 'user',
  },
  {
    name: 'hop_clock_seconds',
    unit: 'seconds',
    factor: S_IN_US,
    of: 'Time between sockets by the hop clock, a hop (of "clockedConnect" a connect)',
    is: ({ unit, clock }: RunFigure): boolean => isTime(unit) && clock === 'hop',
  },
  {
    name: 'cpu_per_page_seconds',
    unit: 'seconds',
    factor: 1 / PAGES,
    of: 'CPU of services, proxies, agents and interrupts for one page',
    is: ({ unit }: RunFigure): boolean => unit === 'CPU-s per 1000 pages',
  },
  {
    name: 'memory_bytes',
    unit: 'bytes',
    factor: 1,
    of: 'Memory of an arm, in all and by part',
    is: ({ unit }: RunFigure): boolean => unit === 'bytes',
  },
  {
    name: 'saturation_pages_per_second',
    factor: 1,
    of: 'Pages that an arm carried in a second at saturation, in a closed loop',
    is: ({ unit }: RunFigure): boolean => unit === 'pages/s',
  },
]

const OF_FIGURES: FamilyOfFigures[] = LEVELS.flatMap(({ name, of, is, ...shared }) => [
  {
    ...shared,
    name: `hopbench_${name}`,
    help: `${of}.`,
    takes: (figure) => figure.kind === 'level' && is(figure),
  },
  {
    ...shared,
    name: `hopbench_added_${name}`,
    help: `${of}: arm minus the arm that it is compared with.`,
    takes: (figure) => figure.kind !== 'level' && is(figure),
  },
])

function ofFigures(
  { takes, factor, ...family }: FamilyOfFigures,
  { run }: ExportedRun,
  figures: readonly RunFigure[],
): Family {
  return {
    ...family,
    type: 'gauge',
    samples: figures.filter(takes).flatMap((figure): Sample[] => {
      const middle = numberOf(figure.value)
      if (middle === null) return []
      const bounds = {
        middle,
        ...(figure.interval && { low: figure.interval.low, high: figure.interval.high }),
      }
      return Object.entries(bounds).map(([bound, value]) => ({
        labels: { ...labelsOf(run.id, figure), bound },
        value: value * factor,
      }))
    }),
  }
}

const labelsOf = (run: string, { load, arm, against, name, kind, verdict, interval }: RunFigure) => ({
  run,
  ...(load !== null && { load }),
  arm,
  ...(against !== null && { against }),
  figure: name,
  ...(kind === 'same arm twice' && { kind }),
  ...(verdict !== null && { verdict }),
  ...(interval && { confidence: String(interval.confidence) }),
})

/** A figure that is missing above looks like one that was never asked for; this says which are missing, and why. */
const withheld = ({ run }: ExportedRun, figures: readonly RunFigure[]): Family => ({
  name: 'hopbench_figure_absent',
  type: 'gauge',
  help: 'Figures that are withheld or were not measured, with the reason.',
  samples: figures.flatMap((figure) => {
    const why = whyNot(figure.value)
    return why === null ? [] : [{ labels: { ...labelsOf(run.id, figure), why }, value: 1 }]
  }),
})
