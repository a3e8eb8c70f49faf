/** What is read of a `summary.json`: the facts of the run, and its figures. The file may come from anywhere, so nothing in it is trusted. */
import { z } from 'zod'
import { runFactsSchema } from '../results/run-facts.ts'
import { SUMMARY_VERSION } from '../stats/analysis.ts'
import { METRICS, type Metric } from '../stats/metrics.ts'

/** Longer than any sentence of a report; a page can show it. */
const LONGEST_SENTENCE = 4000
const LONGEST_NAME = 300
/** More than the largest scenario has: 100 arms by 12 metrics. */
const MOST_FIGURES = 5000
/** More bring-ups than a run may have. */
const MOST_VALUES = 1000

const name = z.string().max(LONGEST_NAME)
const sentence = z.string().max(LONGEST_SENTENCE)

/** Far beyond all times and costs, and small enough for the fourth powers that Welch's degrees of freedom take. */
const LARGEST_FIGURE = 1e30
/** The inverse, so that a ratio may be looked at from either side. */
const SMALLEST_RATIO = 1e-30
const figure = z.number().min(-LARGEST_FIGURE).max(LARGEST_FIGURE)

/** @param middle what the middle may be */
const estimateOf = (middle: z.ZodNumber) =>
  z
    .object({
      middle,
      interval: z
        .object({ low: figure, high: figure, confidence: z.number().min(0).max(1) })
        .nullable()
        .describe('null with too few bring-ups'),
      values: z.array(figure).max(MOST_VALUES).describe('one of each bring-up'),
    })
    .refine(
      ({ middle: own, interval }) => interval === null || (interval.low <= own && own <= interval.high),
      {
        error: 'the middle is not within its interval',
      },
    )

const estimateSchema = estimateOf(figure)
const ratioSchema = estimateOf(figure.min(SMALLEST_RATIO))

/** A refinement that names the first item of a list whose key an earlier item has. */
const refuseTwice =
  <Item extends object>(keyOf: (item: Item) => string) =>
  (items: readonly Item[], context: z.RefinementCtx): void => {
    const seen = new Set<string>()
    const at = items.findIndex((item) => {
      const known = seen.has(keyOf(item))
      seen.add(keyOf(item))
      return known
    })
    if (at >= 0) context.addIssue({ code: 'custom', path: [at], message: 'stands there twice' })
  }

const metricSchema = z.enum(Object.keys(METRICS) as [Metric, ...Metric[]])

// Other than records, a summary may have more fields than these: they may change within a version.
export const summarySchema = z.object({
  schemaVersion: z.literal(SUMMARY_VERSION),
  run: runFactsSchema.describe('who measured what, where and how'),
  headline: sentence.describe('the answer, in a sentence'),
  machine: sentence.describe('whether the machine was quiet enough'),
  noise: z.array(z.object({ load: name, verdict: z.enum(['quiet', 'noisy', 'invalid']) })).max(MOST_FIGURES),
  comparisons: z
    .array(
      z.object({
        arm: name,
        baseline: name.describe('the arm that it is compared with'),
        load: name,
        metric: metricSchema,
        unit: name,
        difference: estimateSchema.describe('arm − baseline, in `unit`'),
        ratio: ratioSchema.nullable().describe('arm / baseline; null where a figure is not above 0'),
        perHop: estimateSchema
          .nullable()
          .describe('the difference divided by the hops of a page; null where that means nothing'),
        verdict: z.enum(['higher', 'lower', 'equivalent', 'not resolved', 'withheld']),
        reason: sentence.nullable().describe('why it is not resolved or withheld'),
      }),
    )
    .max(MOST_FIGURES)
    .superRefine(
      refuseTwice(({ arm, baseline, load, metric }) => JSON.stringify([arm, baseline, load, metric])),
    ),
  arms: z
    .array(
      z.object({
        arm: name,
        load: name,
        levels: z
          .partialRecord(metricSchema, estimateSchema.nullable())
          .describe("the arm's own figures; null where there is none"),
      }),
    )
    .max(MOST_FIGURES)
    .superRefine(refuseTwice(({ arm, load }) => JSON.stringify([arm, load]))),
})

export type Summary = z.infer<typeof summarySchema>
export type StoredComparison = Summary['comparisons'][number]

/** What two runs are compared by; a run that was just analyzed has it too. */
export type Figures = Pick<Summary, 'run' | 'comparisons' | 'arms'>

/** The summary in a text, or why there is none. Never throws. */
export function parseSummary(text: string): { summary: Summary } | { reason: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { reason: 'is not JSON: it was cut off, or is something else' }
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value))
    return { reason: 'has no schemaVersion, so it is not a summary of hopbench' }
  if (value.schemaVersion !== SUMMARY_VERSION)
    return {
      reason: `has schema version ${shown(value.schemaVersion)}; this hopbench reads version ${SUMMARY_VERSION}`,
    }
  if (!('run' in value))
    return {
      reason:
        'does not name its machine, because an older hopbench wrote it; `npm run report -- <run>` writes it again from the results',
    }
  const result = summarySchema.safeParse(value)
  if (result.success) return { summary: result.data }
  const [issue] = result.error.issues
  return {
    reason: `is damaged at ${issue!.path.map(String).join('.').slice(0, LONGEST_NAME)}: ${issue!.message}`,
  }
}

/** A value of a file, short enough for one line. */
const shown = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string'
    ? JSON.stringify(value).slice(0, 40)
    : `a ${typeof value}`
