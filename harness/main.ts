/** Entry point: reads the command line, runs the command, and turns the outcome into a message and an exit code. */
import { readCommandLine, type Typed } from './cli/command-line.ts'
import { BenchError, EXIT, messageOf, withAdvice, type ExitCode } from './errors.ts'
import { takeNoProxy } from './system/own-connections.ts'
import { adviceOn, isLimit } from './system/refusals.ts'
import { addSystemPath } from './system/system-path.ts'
import { escaped } from './words/escaped.ts'

// Each command imports its own code: importing everything, charts included, would delay every command by a second.
async function run(typed: Typed): Promise<ExitCode> {
  switch (typed.command) {
    case 'bench': {
      if (typed.flags.resume) return (await import('./commands/resume.ts')).resume(typed.flags)
      const { resolveRun } = await import('./commands/resolve-run.ts')
      const { bench } = await import('./commands/bench.ts')
      return bench(resolveRun(typed.flags))
    }
    case 'plan': {
      const { resolveRun } = await import('./commands/resolve-run.ts')
      const { plan } = await import('./commands/plan.ts')
      return plan(resolveRun(typed.flags))
    }
    case 'calibrate':
      return (await import('./commands/calibrate.ts')).calibrate(typed.flags)
    case 'gate':
      return (await import('./commands/gate.ts')).gate(typed.flags)
    case 'report':
      return (await import('./commands/report.ts')).report(typed.flags)
    case 'flows':
      return (await import('./commands/flows.ts')).flows(typed.flags)
    case 'export':
      return (await import('./commands/export-run.ts')).exportRun(typed.flags)
    case 'import':
      return (await import('./commands/import-files.ts')).importFiles(typed.flags)
    case 'init':
      return (await import('./commands/init.ts')).init(typed.flags)
    case 'compare':
      return (await import('./commands/compare.ts')).compare(typed.flags)
    case 'history':
      return (await import('./commands/history.ts')).history(typed.flags)
    case 'validate':
      return (await import('./commands/validate.ts')).validate(typed.flags)
    case 'explain':
      return (await import('./commands/explain.ts')).explain(typed.flags)
    case 'completion':
      return (await import('./commands/completion.ts')).completion(typed.flags)
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(typed.flags)
    case 'clean':
      return (await import('./commands/clean.ts')).clean(typed.flags)
    case 'image':
      return (await import('./commands/image.ts')).image(typed.flags)
    case 'help':
      process.stdout.write(typed.text)
      return EXIT.ok
  }
}

/** Providers define flags of `bench` and `plan`. Importing them takes almost a second, so other commands do not. */
const flagOwners = async (args: string[]) =>
  args.some((arg) => arg === 'bench' || arg === 'plan')
    ? (await import('./providers/index.ts')).providers
    : []

/** Says what went wrong and what to do, and sets the exit code. */
function tell(error: unknown): void {
  if (error instanceof BenchError) {
    process.stderr.write(`${escaped(withAdvice(error), '\n')}\n`)
    process.exitCode = error.exitCode
    return
  }
  const { code, stack } = error as NodeJS.ErrnoException
  process.stderr.write(
    isLimit(code)
      ? `${messageOf(error)}\n  → ${adviceOn(code)}\n`
      : `${stack ?? messageOf(error)}\n  → this is a bug of hopbench: please report it with the lines above\n`,
  )
  process.exitCode = EXIT.internal
}

// A reader may close the pipe when it has enough, as head does: that ends the command quietly. All else is told as any other error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok)
    tell(error)
    process.exit()
  })

addSystemPath()
takeNoProxy()
try {
  const args = process.argv.slice(2)
  process.exitCode = await run(readCommandLine(args, await flagOwners(args)))
} catch (error) {
  tell(error)
}
