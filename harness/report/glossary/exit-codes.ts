/** With what a command ends. A new exit code of `errors.ts` needs an entry, or this file does not compile. */
import { EXIT } from '../../errors.ts'
import type { Entry } from './entry.ts'

const MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: 'Done. Of `bench`: the machine was quiet and every arm has figures. Of `gate`: no regression.',
  internal: 'Something broke: a full disk, a baseline that did not come up, a bug of hopbench.',
  usage:
    'A flag, a scenario or a file is wrong, and nothing was started. Of `compare` and `gate`: there is nothing to compare with.',
  regression: 'Of `gate`: head costs more than base.',
  inconclusive:
    'The report is there and cannot answer: the machine was noisy, a planted effect was missed, a proof broke or an arm has no figures. Of `gate`: could not tell.',
  unavailable: 'Not possible here: no root, something is not installed, or another run is under way.',
  missed: 'Of `calibrate`: the instrument missed an effect that was planted, or found one where none was.',
  interrupted: 'Interrupted. What was measured is reported, and `--resume` measures the rest.',
}

export const EXIT_ENTRIES: readonly Entry[] = Object.entries(EXIT).map(([name, code]) => ({
  word: `exit ${code}`,
  others: [`exit code ${code}`],
  meaning: MEANINGS[name as keyof typeof EXIT],
  page: 'reference.md',
  section: 'exit-codes',
}))
