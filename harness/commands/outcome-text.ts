/** What becomes of a denied call, in words. */
import type { Verdict } from '../policy/attempt.ts'

export const outcomeText = ({ outcome }: Verdict): string => OUTCOMES[outcome]
const OUTCOMES: Record<Verdict['outcome'], string> = {
  allowed: 'allowed',
  dropped: 'dropped',
  '403': 'answered with 403',
  reset: 'reset',
  'dns-refused': 'answered with REFUSED',
}
