/** `doctor`: what this machine can run, and what to install for the rest. */
import { styleText } from 'node:util'
import { EXIT, type ExitCode } from '../errors.ts'
import { providers } from '../providers/index.ts'
import { NEED_NAMES, probeNeeds, type Need } from '../system/needs.ts'

export async function doctor({ json }: { json: boolean }): Promise<ExitCode> {
  const needs = await probeNeeds(NEED_NAMES)
  const datapaths = await Promise.all(
    providers.flatMap((provider) =>
      provider.datapaths.map(async ({ name, title }) => ({
        provider: provider.name,
        name,
        title,
        lacks: (await provider.check([name])).map(({ what }) => what),
      })),
    ),
  )
  const ready = datapaths.every(({ lacks }) => lacks.length === 0)
  process.stdout.write(
    json ? JSON.stringify({ ready, needs, datapaths }, null, 2) + '\n' : describe(needs, datapaths),
  )
  return ready ? EXIT.ok : EXIT.unavailable
}

interface DatapathState {
  provider: string
  name: string
  lacks: string[]
}

function describe(needs: Need[], datapaths: DatapathState[]): string {
  const missing = needs.filter((need) => need.problem !== null && need.blockedBy === null)
  const width = Math.max(...needs.map(({ title }) => title.length))
  const blocks = [
    [
      'This machine',
      ...needs.map((need) => line(need.problem === null, need.title.padEnd(width), need.problem)),
    ],
    [
      'What can run',
      ...datapaths.map(({ provider, name, lacks }) =>
        line(lacks.length === 0, `${name} (${provider})`, lacks[0] ?? null),
      ),
      line(true, 'plan, report and the unit tests', null),
    ],
    ...(missing.length === 0
      ? []
      : [
          [
            'What to do',
            ...missing.map((need) => `  ${need.title}: ${need.advice}\n    without it: ${need.without}`),
          ],
        ]),
  ]
  return blocks.map((block) => block.join('\n')).join('\n\n') + '\n'
}

/** Words, not colour alone: a colour-blind reader and a log file see the same. */
function line(present: boolean, what: string, problem: string | null): string {
  const mark = present ? styleText('green', 'yes') : styleText('red', 'no ')
  return `  ${mark}  ${what}${problem === null ? '' : `  ${problem}`}`.trimEnd()
}
