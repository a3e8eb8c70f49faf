/** The kinds of files with one JSON value: of a run's folder and of its report. */
import type { z } from 'zod'
import { attemptsMadeSchema } from '../flows/attempts-made.ts'
import { flowsAboutSchema } from '../flows/flows-about.ts'
import { summarySchema } from '../history/summary.ts'
import { checkedJson, parseJson } from '../json/checked-json.ts'
import { CALIBRATION_VERSION, calibrationSchema, firstCalibrationSchema } from '../results/calibration.ts'
import { planMisfits } from '../results/check-plan.ts'
import { planSchema, runSchema, SCHEMA_VERSION } from '../results/record.ts'
import { resumeSchema } from '../results/resume.ts'
import * as v1 from '../results/v1/record.ts'
import { verdictsSchema } from '../results/verdicts.ts'
import { SUMMARY_VERSION } from '../stats/analysis.ts'
import type { Problem } from '../yaml/problem.ts'
import { fieldsOf, found, type Kind } from './kind.ts'

export const jsonKinds = (): Kind[] => [
  jsonKind('plan.json', planSchema, { version: SCHEMA_VERSION, check: planMisfits }),
  jsonKind('run.json', runSchema, { version: SCHEMA_VERSION, check: planMisfits }),
  jsonKind('run.json of version 1', v1.runSchema, { version: v1.SCHEMA_VERSION }),
  jsonKind('summary.json', summarySchema, { version: SUMMARY_VERSION, isOpen: true }),
  jsonKind('resume.json', resumeSchema),
  jsonKind('calibration.json', calibrationSchema, { version: CALIBRATION_VERSION }),
  jsonKind('calibration.json of version 1', firstCalibrationSchema, { version: 1 }),
  jsonKind('flows/<arm>.about.json', flowsAboutSchema),
  jsonKind('flows/<arm>.attempts.json', attemptsMadeSchema),
  jsonKind('policy/<arm>.json', verdictsSchema),
]

/** The advice of errors, which `validate` does not print: the command changes nothing. */
export const NOTHING_CHANGED = 'hopbench has not changed the file'

function jsonKind<Output>(
  name: string,
  schema: z.ZodType<Output>,
  {
    version,
    isOpen,
    check,
  }: Pick<Kind, 'version' | 'isOpen'> & { check?: (value: Output) => Problem[] } = {},
): Kind {
  const about = { what: name, advice: NOTHING_CHANGED, ...(check && { check }) }
  return {
    name,
    form: 'JSON',
    ...(version !== undefined && { version }),
    ...(isOpen && { isOpen }),
    fields: fieldsOf(schema),
    check: (source) =>
      found(source.file, () => void checkedJson(source, parseJson(source, NOTHING_CHANGED), schema, about)),
  }
}
