/** A run whose texts of others hold words that no line has room for, for tests. */
import { analyze } from '../../stats/analyze.ts'
import type { ReportInput } from '../report-input.ts'

/** Longer than a phone is wide, and without a place at which a browser breaks a line by itself. */
const LONG = 'Verschlüsselungsproxyverbindungsaufbauzeitüberschreitung'.repeat(2)

/** The input with such a word in every text that the author of a mesh or of a scenario chooses freely. */
export function withLongWords(input: ReportInput): ReportInput {
  const run = {
    ...input.run,
    scenario: { ...input.run.scenario, name: LONG, description: `${LONG}?` },
    datapaths: input.run.datapaths.map((datapath, n) => ({
      ...datapath,
      label: `${n}${LONG}`,
      noun: `${n}${LONG}`,
    })),
    arms: input.run.arms.map((arm, n) => ({
      ...arm,
      title: `${n}${LONG}`,
      capability: { ...arm.capability, traffic: LONG },
      fidelity: { ...arm.fidelity, same: [LONG], missing: [LONG] },
    })),
  }
  return { ...input, run, analysis: analyze(run, input.journal, input.evidence, () => null) }
}
