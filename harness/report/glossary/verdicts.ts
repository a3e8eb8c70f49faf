/** What a comparison and a run can be called. A new verdict needs an entry, or this file does not compile. */
import type { MachineVerdict } from '../model/machine.ts'
import type { Verdict } from '../../stats/analysis.ts'
import { HOP_MARGIN_US } from '../../stats/verdict.ts'
import type { Entry } from './entry.ts'

export const VERDICT_ENTRIES: Record<Verdict, Entry> = {
  higher: {
    word: 'higher',
    meaning:
      'The datapath takes more, beyond doubt: the whole interval lies outside of the margin and of the noise. By the hop clock: the whole interval lies above 0 and above what one datapath, measured twice, differs by.',
    section: 'verdict',
  },
  lower: {
    word: 'lower',
    meaning: 'The datapath takes less, by the same rule as higher.',
    section: 'verdict',
  },
  equivalent: {
    word: 'equivalent',
    meaning: `The whole interval and the noise lie within the margin: 5 % of the baseline’s p50, or ±${HOP_MARGIN_US} µs a hop by the hop clock. A difference may exist, and does not matter by this measure.`,
    section: 'verdict',
  },
  'not resolved': {
    word: 'not resolved',
    others: ['unresolved'],
    meaning:
      'The interval is too wide to say anything: neither a difference nor its absence is shown. Its middle must not be quoted. A quieter machine or more rounds narrow it.',
    section: 'verdict',
  },
  withheld: {
    word: 'withheld',
    meaning:
      'A figure exists and is not shown as a comparison, because the client was late by different amounts, too many trials failed or were not valid, or a proof did not hold.',
    section: 'verdict',
  },
}

export const MACHINE_ENTRIES: Record<MachineVerdict['tone'], Entry> = {
  quiet: {
    word: 'machine quiet',
    others: ['quiet'],
    meaning:
      'One datapath, measured twice, agrees with itself to within the margin, and planted effects were found.',
    section: 'the-machine',
  },
  noisy: {
    word: 'machine noisy',
    others: ['noisy'],
    meaning:
      'The run resolves only effects that are larger than its margin. Differences that it does show hold; what it does not show may be there. The exit code is 11.',
    section: 'the-machine',
  },
  invalid: {
    word: 'run invalid',
    others: ['invalid'],
    meaning:
      'Over 20 % of the pairs of trials that are compared were lost, because one of the two was not valid, or the instrument missed an effect that was planted. The run ranks nothing, and its figures are kept for inspection only.',
    section: 'the-machine',
  },
}
