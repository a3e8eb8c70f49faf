/** The emulated central gateway beside the real Envoy Gateway: two runs of one scenario on one host. */
import { CALIBRATION_COLUMNS, calibrationView } from '../../report/model/calibration.ts'
import { calibrate, isCounterpart } from '../../stats/calibration.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/** @throws Error where the two runs are no counterparts */
export function gatewayBesideTable(model: StudyRun, real: StudyRun): string {
  if (!isCounterpart(model.run, real.run)) throw new Error(`${model.run.id} and ${real.run.id} do not match`)
  const view = calibrationView(calibrate(model, real), real.run)
  if (view?.kind !== 'calibration') throw new Error('the two runs have no datapath in common')
  return table(CALIBRATION_COLUMNS, [...view.rows, ...view.parts])
}
