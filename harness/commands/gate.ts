/** `gate`: has head become worse than base? Measures two versions as arms of one run, or judges two stored runs. */
import { rm } from 'node:fs/promises'
import type { GateFlags } from '../cli/gate-command.ts'
import { BenchError, EXIT, UsageError, type ExitCode } from '../errors.ts'
import { codeIn, OWN_CODE, type ArmCode } from '../providers/netns/arm-code.ts'
import { gateMarkdown, gateText } from '../report/gate/gate-text.ts'
import { readRun } from '../results/read-run.ts'
import { versionText, type GateLimits, type Side } from '../results/record.ts'
import type { Gate } from '../stats/gate/gate.ts'
import { judgeRun } from '../stats/gate/judge-run.ts'
import { judgeTwoRuns } from '../stats/gate/judge-two-runs.ts'
import { createCleanup, type Cleanup } from '../system/cleanup.ts'
import { runtimeDir, versionFolder } from '../system/run-names.ts'
import { claimRun } from '../system/run-owner.ts'
import { findVersion } from '../versions/find-version.ts'
import { makeReady } from '../versions/make-ready.ts'
import { bench } from './bench.ts'
import { gateOptions, type Versions } from './gate-options.ts'
import { gateSides } from './gate-sides.ts'
import { withPage } from './outcome.ts'
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
    const judged = judgeTwoRuns(readRun(sides.base), readRun(sides.head), limits)
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
    makeReady: async (runId, names) => {
      for (const side of ['base', 'head'] as const)
        codes.set(side, await codeOfSide(side, versions, { runId, names, cleanup }))
    },
  })
  try {
    return await bench(options, {
      exitCodeOf: (reported) => EXIT_CODES[judgeRun(reported, limits).verdict],
      render: (input, page) => {
        const judged = judgeRun(input, limits)
        appendStepSummary(() => gateMarkdown(judged), page)
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

/** The code of a side: the checkout's own, or that of a copy, made now. @throws UsageError that names the version */
async function codeOfSide(
  side: Side,
  versions: Versions,
  { runId, names, cleanup }: { runId: string; names: readonly string[]; cleanup: Cleanup },
): Promise<ArmCode> {
  const version = versions[side]
  if (version.isCheckout) return OWN_CODE
  const folder = versionFolder(runId, side)
  cleanup.defer(`folder ${runtimeDir(runId)}`, () => rm(runtimeDir(runId), { recursive: true, force: true }))
  claimRun(runId) // otherwise a `clean` at the same time would take the copy for that of a dead run
  cleanup.defer(`folder ${folder}`, () => rm(folder, { recursive: true, force: true }))
  process.stderr.write(`${side}: ${versionText(version)}, copied and made ready in ${folder}\n`)
  await makeReady(side, version, folder)
  try {
    return await codeIn(folder, names)
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    throw new UsageError(
      `${side}, ${versionText(version)}: ${error.what}`,
      `${error.advice}; nothing has been started`,
    )
  }
}
