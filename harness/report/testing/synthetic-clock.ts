/** Input of a report from made-up runs that the hop clock has read, for tests. */
import { DIRECT, SYNTHETIC_ARMS } from '../../stats/testing/synthetic-arms.ts'
import type { MadeUpCall } from '../../stats/testing/synthetic-page.ts'
import type { SyntheticOptions } from '../../stats/testing/synthetic-run.ts'
import type { ReportInput } from '../report-input.ts'
import { syntheticInput } from './synthetic-input.ts'

/** A page with two groups: first one call, then two at once, of which each calls further. */
const FAN_OUT: MadeUpCall[][] = [
  [
    {
      to: 'frontend',
      app: 1,
      groups: [
        [
          { to: 'catalog', app: 0.8, groups: [] },
          { to: 'cart', app: 0.5, groups: [] },
        ],
      ],
    },
  ],
  [
    {
      to: 'checkout',
      app: 0.9,
      groups: [[{ to: 'payment', app: 0.7, groups: [] }], [{ to: 'shipping', app: 0.4, groups: [] }]],
    },
    { to: 'recommendations', app: 0.6, groups: [] },
  ],
]
/** How much longer such a page takes than the chain's: it waits for five calls, not three. */
const LONGER = 1.7

/** A run that both clocks have read. */
export const bothClocksInput = (options: Partial<SyntheticOptions> = {}): ReportInput =>
  syntheticInput({ hopClock: true, ...options })

/** The same with pages that make parallel calls. */
export const fanOutInput = (): ReportInput =>
  bothClocksInput({
    page: FAN_OUT,
    arms: SYNTHETIC_ARMS.map((arm) => ({ ...arm, p50Us: LONGER * (arm.p50Us ?? DIRECT.p50Us) })),
  })
