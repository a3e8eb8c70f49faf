/** The study of gates, as a table. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GATE_METRICS } from '../../stats/gate/gate-metrics.ts'
import { countGates, type StudiedGate } from '../../studies/gates.ts'
import { table } from '../generated-block.ts'
import { ROOT } from '../pages.ts'

/** What `harness/studies/slower-version.ts` plants, by the rows that have to find it. */
const PLANTED: readonly string[] = ['ebpf cpu', 'ebpf transport']

export function gatesTable(): string {
  const file = join(ROOT, 'results', 'studies', 'gate.json')
  if (!existsSync(file)) return 'Not measured yet.'
  const gates = JSON.parse(readFileSync(file, 'utf8')) as StudiedGate[]
  const [alike, planted] = [countGates(gates, 'alike'), countGates(gates, 'planted')]
  const verdicts = (of: typeof alike): string[] =>
    (['regression', 'fine', 'could not tell'] as const).map(
      (verdict) => `${of.verdicts[verdict]} of ${of.gates}`,
    )
  const slowest = Math.max(alike.slowestSeconds, planted.slowestSeconds)
  return [
    table(
      ['gates', 'regression (10)', 'no regression (0)', 'could not tell (11)'],
      [
        ['one commit against itself', ...verdicts(alike)],
        ['a tenth more transport and CPU', ...verdicts(planted)],
      ],
    ),
    table(
      ['row', 'planted', 'change found', 'interval ±', 'regression', 'fine', 'could not tell'],
      [alike, planted].flatMap(({ gates: all, rows, planted: shares }, kind) =>
        rows
          .filter(({ datapath, what }) => kind === 0 || PLANTED.includes(`${datapath} ${what}`))
          .map(({ datapath, what, share, half, judgements }) => [
            `${datapath}: ${what in GATE_METRICS ? GATE_METRICS[what as keyof typeof GATE_METRICS].name : what}`,
            shares ? `${percent(shares.least)} to ${percent(shares.most)} %` : 'nothing',
            share === null ? '' : `${percent(share)} %`,
            half === null ? '' : `${percent(half)} %`,
            ...(['regression', 'fine', 'could not tell'] as const).map(
              (one) => `${judgements[one]} of ${all}`,
            ),
          ]),
      ),
    ),
    'Changes and intervals are medians of the gates, as shares of what base was.',
    `The slowest of these gates took ${Math.floor(slowest / 60)} min ${slowest % 60} s, copying and compiling included.`,
  ].join('\n\n')
}

const percent = (share: number): string => (100 * share).toFixed(1).replace(/^-/, '−')
