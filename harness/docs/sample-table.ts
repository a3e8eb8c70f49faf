/** What a committed sample found, short: its answer, a table of its datapaths, and what it was measured on. */
import {
  cpuSeconds,
  fineMicroseconds,
  interval,
  microseconds,
  percent,
  rate,
  signed,
  signedCpuSeconds,
  signedMicroseconds,
  times,
} from '../report/model/format.ts'
import { capabilityViews, unexercised, type CapabilityView } from '../report/model/capabilities.ts'
import { listed } from '../report/model/text.ts'
import { baselineOf, type RunRecord } from '../results/record.ts'
import { processorText } from '../results/render-host.ts'
import type { CapabilityFact, Comparison, Estimate, Noise, Verdict } from '../stats/analysis.ts'
import { table } from './generated-block.ts'

/** The run, and what is used of the summary.json of its report. */
export interface Sample {
  run: RunRecord
  summary: {
    headline: string
    confidencePerInterval: number
    comparisons: Comparison[]
    capabilities: CapabilityFact[]
    noise: Pick<Noise, 'verdict'>[]
    /** The arm's own figures; the first reports had none of that name. */
    arms: { arm: string; levels?: { p50: Estimate | null } }[]
  }
}

export function sampleBlock(sample: Sample): string {
  return [
    `> ${sample.summary.headline}`,
    sampleTable(sample),
    [caption(sample), ...pageTimes(sample)].join(' '),
  ].join('\n\n')
}

/** How many times as long a whole page takes with each arm that is dearer than what it is compared with. */
function pageTimes({ run, summary }: Sample): string[] {
  const slower = run.arms.flatMap((arm) => {
    const own = summary.comparisons.find(
      ({ arm: name, baseline, metric, load, verdict }) =>
        name === arm.name &&
        baseline === arm.against &&
        metric === 'p50' &&
        load === run.loads[0]?.name &&
        verdict === 'higher',
    )
    return own?.ratio
      ? [
          {
            baseline: own.baseline,
            text: `${times(own.ratio.middle)} times as long ${interval(own.ratio.interval, times)} through \`${arm.name}\``,
          },
        ]
      : []
  })
  return [...Map.groupBy(slower, ({ baseline }) => baseline)].map(
    ([baseline, arms]) =>
      `Compared with \`${baseline}\`, a whole page takes ${listed(arms.map(({ text }) => text))}.`,
  )
}

function sampleTable({ run, summary }: Sample): string {
  const [load] = run.loads
  const baseline = baselineOf(run)
  const rows = run.arms
    .filter(({ datapath }) => datapath !== baseline.datapath)
    .map((arm) => {
      const ofArm = summary.comparisons.filter((one) => one.arm === arm.name && one.load === load?.name)
      const cost = ofArm.find((one) => one.baseline === arm.against) ?? ofArm[0]
      const inMetric = (metric: Comparison['metric']) =>
        ofArm.find((one) => one.baseline === cost?.baseline && one.metric === metric)
      const [p50, transport, cpu] = [inMetric('p50'), inMetric('transport'), inMetric('cpu')]
      const name = `\`${arm.name}\`${arm.fidelity.ours ? ' (ours)' : ''}`
      return [
        cost === undefined
          ? name
          : `${name}, against ${cost.baseline === baseline.name ? 'the plain network' : `\`${cost.baseline}\``}`,
        cell(p50?.verdict, p50?.perHop, [signedMicroseconds, microseconds, 'µs']),
        cell(transport?.verdict, transport?.difference, [
          (us) => signed(us, fineMicroseconds(us)),
          fineMicroseconds,
          'µs',
        ]),
        cell(cpu?.verdict, cpu?.difference, [signedCpuSeconds, cpuSeconds, 's']),
        given(capabilityViews(arm.name, summary.capabilities)),
      ]
    })
  return table(
    [
      'Datapath',
      'Added latency a hop: user clock, p50',
      'Transport a hop: hop clock, mean',
      'Added CPU for 1000 pages',
      'Exercised in this run',
    ],
    rows,
  )
}

/** "encryption and metrics; could: L3/L4 policy". */
function given(capabilities: readonly CapabilityView[]): string {
  const exercised = capabilities.filter((one) => one.exercised).map(({ gives }) => gives)
  const could = unexercised(capabilities).map(({ gives }) => gives)
  const own = exercised.length === 0 ? 'nothing further' : listed(exercised)
  return could.length === 0 ? own : `${own}; could: ${listed(could)}`
}

/** The figure with its interval where it is resolved; else the interval alone, which is all that is known. */
function cell(
  verdict: Verdict | undefined,
  estimate: Estimate | null | undefined,
  [withSign, plain, unit]: [(value: number) => string, (value: number) => string, string],
): string {
  if (verdict === undefined || !estimate?.interval) return 'no figure'
  const { low, high } = estimate.interval
  return verdict === 'higher' || verdict === 'lower'
    ? `**${withSign(estimate.middle)} ${unit}** ${interval(estimate.interval, plain)}`
    : `${verdict}: ${withSign(low)} to ${withSign(high)} ${unit}`
}

function caption({ run, summary }: Sample): string {
  const [load] = run.loads
  const quiet = summary.noise.every(({ verdict }) => verdict === 'quiet')
  const baseline = baselineOf(run).name
  const page = summary.arms.find(({ arm }) => arm === baseline)?.levels?.p50?.middle
  return [
    `Run of ${run.startedAt.slice(0, 10)}: ${rate(load!.pagesPerSecond!)} pages a second over ${load!.connection === 'keep-alive' ? 'kept' : 'new'} connections,`,
    `${run.scenario.hopsPerPage} hops a page, ${run.rounds} rounds.${page === undefined ? '' : ` On a plain network a page took ${microseconds(page)} µs.`}`,
    `Machine: ${processorText(run.host)}, ${quiet ? 'quiet' : '**noisy**'} by the run's own test.`,
    `Each figure is the mean of bring-ups; in brackets its interval, at a nominal ${percent(summary.confidencePerInterval)} each.`,
  ].join(' ')
}
