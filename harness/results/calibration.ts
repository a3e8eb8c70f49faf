/**
 * What `calibration.json` in a run's folder holds: the figures of one scenario on the emulation and on the real product, on
 * one host. The types come from these schemas too.
 */
import { z } from 'zod'
import { fidelitySchema, type HostFingerprint, type RunRecord } from './record.ts'

/**
 * Increased when a field changes its meaning or is removed. In version 1 `added CPU` included the load generator;
 * such a calibration is read with the name `added CPU with client`.
 */
export const CALIBRATION_VERSION = 2

const interval = z.strictObject({ low: z.number(), high: z.number(), confidence: z.number() })
/** The reason why there is no number. */
const none = z.strictObject({ notMeasured: z.string() })

const figureSchema = z.union([z.strictObject({ value: z.number(), interval: interval.nullable() }), none])
export type CalibrationFigure = z.infer<typeof figureSchema>

/** A ratio that is known to so much is said to be known: the emulation is off by a tenth more or less. */
export const WANTED_REACH = 0.1

/** Why the interval of a ratio reaches further than ±0.1. */
const shortfallSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('spread'),
      side: z.enum(['model', 'real']).describe('the side whose figure is less well known'),
      halfWidth: z.number().describe("half of its figure's interval, as a share of the figure"),
      bringUps: z.int().describe('bring-ups behind that figure'),
      wanted: z
        .int()
        .nullable()
        .describe(
          'bring-ups of each run that would do with the spread of both; null where no run has so many',
        ),
    })
    .describe('bring-ups differ by too much for their number'),
  z.strictObject({ kind: z.literal('rounds') }).describe('capacities are ranges of a few rounds'),
  z.strictObject({ kind: z.literal('no interval') }).describe('one of the figures has no interval'),
])
export type CalibrationShortfall = z.infer<typeof shortfallSchema>

const ratioSchema = z.union([
  z.strictObject({
    value: z.number(),
    interval: interval.nullable().describe('null where one of the figures has no interval'),
    method: z
      .enum(['fieller', 'widest range'])
      .optional()
      .describe(
        "how the interval was made: Fieller's, of two independent runs, or the widest range that the two intervals allow; absent in older calibrations, which have the widest range",
      ),
    shortfall: shortfallSchema
      .nullable()
      .optional()
      .describe('null where the interval is within ±0.1 of the ratio; absent in older calibrations'),
  }),
  none,
])
export type CalibrationRatio = z.infer<typeof ratioSchema>

/** Parts of a page by the hop clock. */
export const PART_METRICS = [
  'transport',
  'added transport',
  'loopback',
  'caller proxy',
  'wire',
  'callee proxy',
  'app time',
] as const

export const calibrationMetric = z.enum([
  'page p50',
  'added p50 a hop',
  'added connect',
  'added CPU',
  'added CPU with client',
  'proxy memory a pod',
  'capacity share',
  ...PART_METRICS,
])
export type CalibrationMetric = z.infer<typeof calibrationMetric>

const rowSchema = z.strictObject({
  model: z.string().describe('arm of the emulation'),
  real: z.string().describe('arm of the real product'),
  load: z.string(),
  pagesPerSecond: z.number().nullable().describe('null for a closed loop'),
  connection: z.enum(['keep-alive', 'per-request']).nullable(),
  metric: calibrationMetric,
  unit: z.enum([
    'µs',
    'µs a hop',
    'µs a page',
    'CPU-s per 1000 pages',
    'bytes',
    'of direct',
    'of kube-proxy',
  ]),
  modelFigure: figureSchema,
  realFigure: figureSchema,
  ratio: ratioSchema.describe('real / model'),
})
export type CalibrationRow = z.infer<typeof rowSchema>

const armSchema = z.strictObject({
  name: z.string(),
  datapath: z.string(),
  title: z.string(),
  against: z
    .string()
    .describe(
      'the arm that its cost is compared with here: kube-proxy where both runs have it, so that both costs have one ground',
    ),
  fidelity: fidelitySchema.extend({
    product: fidelitySchema.shape.product
      .default(null)
      .describe('null in a calibration that does not name it (older versions)'),
  }),
})
export type CalibratedArm = z.infer<typeof armSchema>

const sideSchema = z.strictObject({
  run: z.string(),
  provider: z.string(),
  startedAt: z.iso.datetime(),
  quick: z.boolean(),
})

export const calibrationSchema = z.strictObject({
  schemaVersion: z.literal(CALIBRATION_VERSION),
  scenario: z.string(),
  host: z.strictObject({
    cpuModel: z.string(),
    cpuSignature: z.string().optional(),
    cores: z.int(),
    kernel: z.string(),
    memoryBytes: z.number(),
  }),
  model: sideSchema,
  real: sideSchema,
  arms: z.array(z.strictObject({ model: armSchema, real: armSchema })),
  rows: z.array(rowSchema),
  clock: z
    .strictObject({ model: none.nullable(), real: none.nullable() })
    .optional()
    .describe(
      'why a run has no figures of the hop clock at all, so that no parts of a page are compared; null where it has some; absent in older calibrations, which compare no parts',
    ),
  notCompared: z.array(z.string()).describe('arms and loads of the real run without a counterpart, and why'),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** Version 1 has the same fields. */
export const firstCalibrationSchema = calibrationSchema.extend({ schemaVersion: z.literal(1) })

/** The calibration in a value of this version or of version 1. @throws ZodError */
export function parseCalibration(value: unknown): Calibration {
  const old = firstCalibrationSchema.safeParse(value)
  if (!old.success) return calibrationSchema.parse(value)
  return {
    ...old.data,
    schemaVersion: CALIBRATION_VERSION,
    rows: old.data.rows.map((row) =>
      row.metric === 'added CPU' ? { ...row, metric: 'added CPU with client' } : row,
    ),
  }
}

/** The values by which a machine is recognized. Versions of programs may change between two runs; these values may not. */
export const hostOf = ({
  cpuModel,
  cpuSignature,
  cores,
  kernel,
  memoryBytes,
}: Calibration['host']): Calibration['host'] => ({
  cpuModel,
  ...(cpuSignature !== undefined && { cpuSignature }),
  cores,
  kernel,
  memoryBytes,
})

/** Older records have no signature, and match any. Two machines of one make look the same: nothing else tells them apart. */
export const sameHost = (
  a: HostFingerprint | Calibration['host'],
  b: HostFingerprint | Calibration['host'],
): boolean =>
  a.cpuModel === b.cpuModel &&
  (a.cpuSignature ?? b.cpuSignature) === (b.cpuSignature ?? a.cpuSignature) &&
  a.cores === b.cores &&
  a.kernel === b.kernel &&
  a.memoryBytes === b.memoryBytes

/**
 * The provider of emulations, and the provider of real meshes that run on the same machine. A cluster behind a kubeconfig may
 * be on other machines, so its runs are not compared with emulations.
 */
const MODEL_PROVIDER = 'netns'
const REAL_PROVIDER = 'kind'

/** Whether runs of this provider have counterparts. */
export const mayBeCalibrated = (provider: string): boolean =>
  provider === MODEL_PROVIDER || provider === REAL_PROVIDER

/** Which of two runs is the emulation and which the real product; null where they are not one of each. */
export function sidesOf<Of extends { run: Pick<RunRecord, 'provider'> }>(
  one: Of,
  other: Of,
): { model: Of; real: Of } | null {
  const [model, real] = one.run.provider === MODEL_PROVIDER ? [one, other] : [other, one]
  return model.run.provider === MODEL_PROVIDER && real.run.provider === REAL_PROVIDER ? { model, real } : null
}
