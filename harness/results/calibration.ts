/**
 * What `calibration.json` in a run's folder holds: a scenario on the emulation and on the real thing, on one host, figure
 * by figure. One source for the stored form and the types.
 */
import { z } from 'zod'
import { fidelitySchema, type HostFingerprint, type RunRecord } from './record.ts'

/** Raised when a field changes its meaning or goes away. */
export const CALIBRATION_VERSION = 1

const interval = z.strictObject({ low: z.number(), high: z.number(), confidence: z.number() })
/** Why there is no number. */
const none = z.strictObject({ notMeasured: z.string() })

const figureSchema = z.union([z.strictObject({ value: z.number(), interval: interval.nullable() }), none])
export type CalibrationFigure = z.infer<typeof figureSchema>

const ratioSchema = z.union([
  z.strictObject({
    value: z.number(),
    interval: interval
      .nullable()
      .describe('the furthest that the two intervals allow; null where one of the figures has none'),
  }),
  none,
])
export type CalibrationRatio = z.infer<typeof ratioSchema>

export const calibrationMetric = z.enum([
  'page p50',
  'added p50 a hop',
  'added connect',
  'added CPU',
  'proxy memory a pod',
  'capacity share',
])
export type CalibrationMetric = z.infer<typeof calibrationMetric>

const rowSchema = z.strictObject({
  model: z.string().describe('arm of the emulation'),
  real: z.string().describe('arm of the real thing'),
  load: z.string(),
  pagesPerSecond: z.number().nullable().describe('null for a closed loop'),
  connection: z.enum(['keep-alive', 'per-request']).nullable(),
  metric: calibrationMetric,
  unit: z.enum(['µs', 'CPU-s per 1000 pages', 'bytes', 'of direct']),
  modelFigure: figureSchema,
  realFigure: figureSchema,
  ratio: ratioSchema.describe('real / model'),
})
export type CalibrationRow = z.infer<typeof rowSchema>

const armSchema = z.strictObject({
  name: z.string(),
  datapath: z.string(),
  title: z.string(),
  against: z.string().describe('the arm that its cost is taken against'),
  fidelity: fidelitySchema.extend({
    product: fidelitySchema.shape.product
      .default(null)
      .describe('null where an older calibration does not tell'),
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
    cores: z.int(),
    kernel: z.string(),
    memoryBytes: z.number(),
  }),
  model: sideSchema,
  real: sideSchema,
  arms: z.array(z.strictObject({ model: armSchema, real: armSchema })),
  rows: z.array(rowSchema),
  notCompared: z.array(z.string()).describe('arms and loads of the real run without a counterpart, and why'),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** What makes two fingerprints those of one machine: versions of programs may change between two runs, these may not. */
export const hostOf = ({
  cpuModel,
  cores,
  kernel,
  memoryBytes,
}: Calibration['host']): Calibration['host'] => ({
  cpuModel,
  cores,
  kernel,
  memoryBytes,
})

export const sameHost = (
  a: HostFingerprint | Calibration['host'],
  b: HostFingerprint | Calibration['host'],
): boolean =>
  a.cpuModel === b.cpuModel && a.cores === b.cores && a.kernel === b.kernel && a.memoryBytes === b.memoryBytes

/**
 * Providers of emulations, and of real meshes that run on this very machine. A cluster behind a kubeconfig is on other
 * machines as far as anybody here can tell.
 */
const MODEL_PROVIDER = 'netns'
const REAL_PROVIDER = 'kind'

/** Which of two is the emulation and which the real thing; null where they are not one of each. */
export function sidesOf<Of extends { run: Pick<RunRecord, 'provider'> }>(
  one: Of,
  other: Of,
): { model: Of; real: Of } | null {
  const [model, real] = one.run.provider === MODEL_PROVIDER ? [one, other] : [other, one]
  return model.run.provider === MODEL_PROVIDER && real.run.provider === REAL_PROVIDER ? { model, real } : null
}
