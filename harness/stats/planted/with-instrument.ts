/** What planted effects mean for the verdict on a run. */
import type { Noise } from '../analysis.ts'
import type { PlantedAnalysis } from './planted-analysis.ts'

/**
 * An instrument that misses what is known to be there makes a run invalid, however quiet the machine. One that was not tried is not
 * known to be right, so that the run is not quiet. A run that planted nothing stays what it is.
 */
export function withInstrument(
  noise: Omit<Noise, 'instrument'>,
  { verdict, why }: Pick<PlantedAnalysis, 'verdict' | 'why'>,
): Noise {
  const own = { ...noise, instrument: verdict }
  if (verdict === 'missed')
    return {
      ...own,
      verdict: 'invalid',
      warnings: ['the instrument missed a planted effect, or found one where none was', ...own.warnings],
    }
  if (verdict === 'not calibrated')
    return {
      ...own,
      verdict: own.verdict === 'quiet' ? 'noisy' : own.verdict,
      warnings: [`the run is not calibrated: ${why ?? 'its planted effects count nothing'}`, ...own.warnings],
    }
  return own
}
