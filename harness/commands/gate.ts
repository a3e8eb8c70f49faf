/** `gate`: has head become worse than base? Measures two versions as arms of one run, or judges two stored runs. */
import type { GateFlags } from '../cli/gate-command.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import type { ArmCode } from '../providers/netns/arm-code.ts'
import { gateMarkdown, gateText } from '../report/gate/gate-text.ts'
import { readRun } from '../results/read-run.ts'
import type { GateLimits, Side } from '../results/record.ts'
import type { Gate } from '../stats/gate/gate.ts'
import { judgeRun } from '../stats/gate/judge-run.ts'
import { judgeTwoRuns } from '../stats/gate/judge-two-runs.ts'
import { createCleanup } from '../system/cleanup.ts'
import { findVersion } from '../versions/find-version.ts'
import { bench } from './bench.ts'
import { gateOptions } from './gate-options.ts'
import { gateSides } from './gate-sides.ts'
import { withPage } from './outcome.ts'
import { sideCode } from './side-code.ts'
import { appendStepSummary } from './step-summary.ts'

const EXIT_CODES: Record<Gate['verdict'], ExitCode> = {
  regression: EXIT.regression,
  'could not tell': EXIT.inconclusive,
  fine: EXIT.ok,
  'no baseline': EXIT.usage,
  'not comparable': EXIT.usage,
}

/** 0: no regression. 10: a regression. 11: could not tell. 2: nothing to compare. @throws BenchError when nothing was measured */
export async function gate(flags: GateFlags): Promise<ExitCode> {
  const sides = gateSides(flags)
  const limits: GateLimits = { share: flags.threshold / 100, hasFloors: flags.floor }
  if (sides.kind === 'runs') {
    refuseFlagsOfMeasuring(flags)
    const [base, head] = [readRun(sides.base), readRun(sides.head)]
    if (base.run.id === head.run.id)
      throw new UsageError(
        `base and head are one run, ${base.run.id}: nothing can have changed`,
        'name two runs, or two git refs to measure',
      )
    for (const notice of [...base.notices, ...head.notices]) process.stderr.write(`${notice}\n`)
    const judged = judgeTwoRuns(base, head, limits)
    process.stdout.write(`${rendered(judged, flags)}\n`)
    appendStepSummary(() => gateMarkdown(judged), sides.head)
    return EXIT_CODES[judged.verdict]
  }
  const versions = {
    base: await findVersion('base', sides.base),
    head: await findVersion('head', sides.head),
    limits,
  }
  const cleanup = createCleanup()
  const codes = new Map<Side, ArmCode>()
  const options = gateOptions(flags, versions, {
    codeOf: (side) => codes.get(side)!,
    makeReady: async (runId, names, signal) => {
      for (const side of ['base', 'head'] as const)
        codes.set(side, await sideCode(side, versions[side], { runId, names, cleanup, signal }))
    },
  })
  try {
    return await bench(options, {
      exitCodeOf: (reported) => EXIT_CODES[judgeRun(reported, limits).verdict],
      render: (input, page) => {
        const judged = judgeRun(input, limits)
        // Whoever ended the run asked for no verdict.
        if (input.run.status === 'complete') appendStepSummary(() => gateMarkdown(judged), page)
        if (!flags.json && !flags.markdown) return withPage(rendered(judged, flags), page)
        process.stderr.write(withPage('', page))
        return `${rendered(judged, flags)}\n`
      },
    })
  } finally {
    for (const left of await cleanup.run())
      process.stderr.write(`left: ${left}; \`npm run clean\` removes it\n`)
  }
}

/** @throws UsageError for a flag that says what is measured: the two runs have been measured already */
function refuseFlagsOfMeasuring(flags: GateFlags): void {
  const given = (['scenario', 'datapaths', 'rounds', 'seed'] as const).filter(
    (name) => flags[name] !== undefined,
  )
  if (given.length === 0) return
  throw new UsageError(
    `${given.map((name) => `--${name}`).join(' and ')} of two stored runs: nothing is measured, and all that both runs have is judged`,
    'leave the flag out, or name two git refs; nothing has been started',
  )
}

const rendered = (judged: Gate, { json, markdown }: GateFlags): string =>
  json ? JSON.stringify(judged, null, 2) : markdown ? gateMarkdown(judged) : gateText(judged)
