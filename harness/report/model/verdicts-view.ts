/** What the policies of a scenario came to in each arm: cells that ended as expected, those that did not, and what passes nevertheless. */
import { isNotMeasured } from '../../results/measured.ts'
import { compiledAsExpected, isDenial, wasAsExpected, type VerdictCell, type Verdicts } from '../../results/verdicts.ts'
import { count } from './format.ts'
import { listed, plural } from './text.ts'
import { cellName, compiledWords, expectedWords, triesWords } from './verdict-words.ts'

export interface VerdictsView {
  arms: ArmVerdicts[]
  /** Cells of which a try, or what was compiled, was not as expected. */
  deviations: string[][]
  /** The whole matrix: who, whom and what, what all policies together say, and how it ended in each arm. */
  matrix: { columns: string[]; rows: string[][]; cells: number; isFolded: boolean }
}

export interface ArmVerdicts {
  label: string
  /** "5 NetworkPolicy", or "nothing". */
  enforces: string
  asExpected: string
  compiled: string
  known: string
  inForce: string
  /** "5 of 12 cells that all policies together would deny": what passes here. */
  passes: string
  /** Names of these cells; long lists are cut. */
  passing: string[]
  /** "not AuthorizationPolicy app/backend: no proxy …". */
  notEnforced: string[]
  isTrouble: boolean
}

export const COUNT_COLUMNS = [
  'datapath',
  'enforces',
  'cells as expected',
  'compiled as expected',
  'probed before the others',
  'change in force after',
  'passes, though all policies together deny it',
]
export const DEVIATION_COLUMNS = ['datapath', 'cell', 'expected', 'compiled', 'observed, each try']

/** Most rows of a matrix that has a row for each cell; larger ones have one for all destinations that ended alike. */
const MOST_ROWS = 60
/** Most cells that are named beside a count. The matrix has all. */
const MOST_NAMED = 8

/** The counts of an arm as a row below `COUNT_COLUMNS`; the name of an arm that deviates is marked. */
export const countRow = (arm: ArmVerdicts): string[] => [
  `${arm.isTrouble ? '✗ ' : ''}${arm.label}`,
  ...[arm.enforces, arm.asExpected, arm.compiled, arm.known, arm.inForce, arm.passes],
]

/**
 * @param arms names and labels of the run's arms, in order
 * @returns null for a run without policies of files
 */
export function verdictsView(
  arms: readonly { name: string; label: string }[],
  verdicts: readonly Verdicts[],
): VerdictsView | null {
  const tried = arms.flatMap(({ name, label }) => {
    const own = verdicts.find(({ arm }) => arm === name)
    return own ? [{ label, own }] : []
  })
  if (tried.length === 0) return null
  return {
    arms: tried.map(({ label, own }) => armOf(label, own)),
    deviations: tried.flatMap(({ label, own }) =>
      own.cells
        .filter((cell) => deviates(cell))
        .map((cell) => [label, cellName(cell), expectedWords(cell.expected), compiledWords(cell), triesWords(cell)]),
    ),
    matrix: matrixOf(tried),
  }
}

const isTried = ({ tries }: VerdictCell): boolean => tries.length > 0
const deviates = (cell: VerdictCell): boolean =>
  !compiledAsExpected(cell) || cell.tries.some((_, position) => !wasAsExpected(cell, position))

function armOf(label: string, own: Verdicts): ArmVerdicts {
  const tried = own.cells.filter(isTried)
  const asExpected = tried.filter((cell) => wasAsExpected(cell, -1))
  const first = tried.filter((cell) => wasAsExpected(cell, 0))
  const read = own.cells.filter(({ compiled }) => compiled !== null)
  const enforcesAny = own.enforced.length > 0
  const denied = tried.filter(({ together }) => isDenial(together.outcome))
  const passing = denied.filter((cell) => !isDenial(cell.expected.outcome) && wasAsExpected(cell, -1))
  const again = asExpected.length - asExpected.filter((cell) => first.includes(cell)).length
  return {
    label,
    enforces: enforcesAny ? kindsOf(own.enforced) : 'nothing',
    asExpected: [
      enforcesAny
        ? `${count(asExpected.length)} of ${count(tried.length)}`
        : `not enforced: ${count(asExpected.length)} of ${count(tried.length)} pass`,
      ...(again > 0 ? [`${count(again)} of them not at first`] : []),
      ...(tried.length < own.cells.length
        ? [`${plural(own.cells.length - tried.length, 'cell')} not tried: ${notTried(own)}`]
        : []),
      ...(own.leftOut > 0 ? [`${plural(own.leftOut, 'further cell')} left out`] : []),
    ].join('; '),
    compiled:
      own.compiledFrom === null
        ? 'nothing is compiled'
        : `${count(read.filter(compiledAsExpected).length)} of ${count(read.length)}, read from ${own.compiledFrom}`,
    known: knownWords(own, tried),
    inForce: isNotMeasured(own.inForce)
      ? `not measured: ${own.inForce.notMeasured}`
      : `${own.inForce.afterMs.toFixed(1)} ms`,
    passes:
      passing.length === 0 ? 'none' : `${count(passing.length)} of ${count(denied.length)}`,
    passing: named(passing),
    notEnforced: [...Map.groupBy(own.notEnforced, ({ why }) => why)].map(
      ([why, some]) => `not enforced: ${listed(some.map(({ policy }) => policy))}, because ${why}`,
    ),
    isTrouble: own.cells.some(deviates) || (enforcesAny && isKnownMissing(own, tried)),
  }
}

/** "5 NetworkPolicy". */
const kindsOf = (policies: readonly string[]): string =>
  [...Map.groupBy(policies, (name) => name.split(' ')[0]!)]
    .map(([kind, { length }]) => `${length} ${kind}`)
    .join(', ')

const notTried = ({ cells }: Verdicts): string =>
  [...new Set(cells.flatMap(({ notTried: why }) => why ?? []))].join('; ')

const expectsDenial = (tried: readonly VerdictCell[]): boolean =>
  tried.some(({ expected }) => isDenial(expected.outcome))
const isKnownMissing = ({ knownFirst }: Verdicts, tried: readonly VerdictCell[]): boolean =>
  !knownFirst.includes('allowed') || (expectsDenial(tried) && !knownFirst.includes('denied'))

function knownWords(own: Verdicts, tried: readonly VerdictCell[]): string {
  if (own.enforced.length === 0) return own.knownFirst.includes('allowed') ? 'one that passes' : 'none passed'
  if (isKnownMissing(own, tried)) return 'not as expected: the other cells show nothing'
  return expectsDenial(tried) ? 'one denied, one allowed, as expected' : 'one allowed; no cell is denied'
}

function named(cells: readonly VerdictCell[]): string[] {
  const names = cells.slice(0, MOST_NAMED).map(cellName)
  return cells.length > MOST_NAMED ? [...names, `and ${count(cells.length - MOST_NAMED)} more`] : names
}

/** Arms try the same cells. A cell that an arm did not have is empty. */
function matrixOf(tried: { label: string; own: Verdicts }[]): VerdictsView['matrix'] {
  const keyOf = ({ from, to, port, request }: VerdictCell): string => JSON.stringify([from, to, port, request])
  const byArm = tried.map(({ own }) => new Map(own.cells.map((cell) => [keyOf(cell), cell])))
  const all = [...new Map(byArm.flatMap((cells) => [...cells])).values()]
  const lines = all.map((cell) => ({
    cell,
    texts: [
      expectedWords(cell.together),
      ...byArm.map((cells) => {
        const own = cells.get(keyOf(cell))
        return own ? matrixWords(own) : ''
      }),
    ],
  }))
  const isFolded = lines.length > MOST_ROWS
  const groups = isFolded
    ? Map.groupBy(lines, ({ cell: { from, port, request }, texts }) =>
        JSON.stringify([from, port, request, texts]),
      )
    : new Map(lines.map((line) => [keyOf(line.cell), [line]]))
  return {
    columns: ['from', 'to', 'port', 'request', 'all policies together', ...tried.map(({ label }) => label)],
    rows: [...groups.values()].map((group) => {
      const { cell, texts } = group[0]!
      return [
        cell.from,
        group.map(({ cell: { to } }) => to).join(', '),
        String(cell.port),
        cell.request ? `${cell.request.method} ${cell.request.path}` : cell.served === 'nothing' ? 'nobody listens' : 'TCP',
        ...texts,
      ]
    }),
    cells: lines.length,
    isFolded,
  }
}

/** "✓ time-out", or "✗ answered 200, expected a time-out". */
const matrixWords = (cell: VerdictCell): string =>
  !isTried(cell)
    ? 'not tried'
    : deviates(cell)
      ? `✗ ${triesWords(cell)}; expected: ${expectedWords(cell.expected)}; compiled: ${compiledWords(cell)}`
      : `✓ ${triesWords(cell)}`
