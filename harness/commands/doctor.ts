/** `doctor`: prints what this machine can run, and what to install for the rest. */
import { styleText } from 'node:util'
import { EXIT, messageOf, type ExitCode } from '../errors.ts'
import { providers } from '../providers/index.ts'
import type { Missing, Provider } from '../providers/provider.ts'
import { NEED_NAMES, probeNeeds, type Need } from '../system/needs.ts'

/** A machine is ready when one provider can run all of its datapaths: netns needs no Docker, kind needs no dnsmasq. */
export async function doctor({ json }: { json: boolean }): Promise<ExitCode> {
  const needs = (await probeNeeds(NEED_NAMES)).map((need) => ({ ...need, without: withoutIt(need) }))
  const states = await Promise.all(providers.map(stateOf))
  const readyProviders = states.filter(canAll).map(({ provider }) => provider)
  const ready = readyProviders.length > 0
  const datapaths = states.flatMap(({ provider, datapaths }) =>
    datapaths.map((datapath) => ({ provider, ...datapath })),
  )
  process.stdout.write(
    json
      ? JSON.stringify({ ready, readyProviders, needs, datapaths }, null, 2) + '\n'
      : describe(needs, states),
  )
  return ready ? EXIT.ok : EXIT.unavailable
}

/** Lists what cannot run when a need is missing: all datapaths of a provider, some datapaths, or something else (tests). */
export function withoutIt({ name, without }: Pick<Need, 'name' | 'without'>): string {
  const lists = providers.flatMap(({ name: provider, datapaths }) => {
    const needing = datapaths.filter(({ needs }) => needs.includes(name))
    if (needing.length === 0) return []
    const names =
      needing.length === datapaths.length ? 'any datapath' : needing.map((one) => one.name).join(', ')
    return [`${names} (${provider})`]
  })
  return [...lists, ...(without === undefined ? [] : [without])].join('; ')
}

interface DatapathState {
  name: string
  title: string
  lacks: string[]
}
interface ProviderState {
  provider: string
  datapaths: DatapathState[]
}

const canAll = ({ datapaths }: ProviderState): boolean => datapaths.every(({ lacks }) => lacks.length === 0)

async function stateOf(provider: Provider): Promise<ProviderState> {
  const names = provider.datapaths.map(({ name }) => name)
  const missing = await lackedBy(provider, names)
  return {
    provider: provider.name,
    datapaths: provider.datapaths.map(({ name, title }) => ({
      name,
      title,
      lacks: missing.filter(({ datapaths }) => datapaths.includes(name)).map(({ what }) => what),
    })),
  }
}

/** What each datapath of a provider lacks. A problem that stops the whole provider is listed for all of its datapaths. */
async function lackedBy(provider: Provider, names: string[]): Promise<Pick<Missing, 'what' | 'datapaths'>[]> {
  if (provider.notProbed !== undefined) return [{ what: provider.notProbed, datapaths: names }]
  const known = { provider: provider.name, here: provider.datapaths, elsewhere: [] }
  try {
    return await provider.configure({}, { folder: process.cwd(), datapaths: known }).check(names)
  } catch (error) {
    return [{ what: messageOf(error), datapaths: names }]
  }
}

function describe(needs: (Need & { without: string })[], states: ProviderState[]): string {
  const missing = needs.filter((need) => need.problem !== null && need.blockedBy === null)
  const width = Math.max(...needs.map(({ title }) => title.length))
  const blocks = [
    [
      'This machine',
      ...needs.map((need) => line(need.problem === null, need.title.padEnd(width), need.problem)),
    ],
    ['What can run', ...states.flatMap(linesOf), line(true, 'plan, report and the unit tests', null)],
    ...(missing.length === 0
      ? []
      : [
          [
            'What to do',
            ...missing.map(
              (need) => `  ${need.title}: ${need.advice}\n    cannot run without it: ${need.without}`,
            ),
          ],
        ]),
  ]
  return blocks.map((block) => block.join('\n')).join('\n\n') + '\n'
}

/** A line for each datapath, or a single line for a provider whose datapaths all cannot run for the same reason. */
function linesOf({ provider, datapaths }: ProviderState): string[] {
  const reasons = new Set(datapaths.map(({ lacks }) => lacks[0] ?? null))
  const [reason = null] = reasons
  if (reasons.size === 1 && reason !== null && datapaths.length > 1)
    return [line(false, `all ${datapaths.length} datapaths (${provider})`, reason)]
  return datapaths.map(({ name, lacks }) =>
    line(lacks.length === 0, `${name} (${provider})`, lacks[0] ?? null),
  )
}

/** Says "yes" or "no" and does not rely on colour: for colour-blind readers and log files. */
function line(present: boolean, what: string, problem: string | null): string {
  const mark = present ? styleText('green', 'yes') : styleText('red', 'no ')
  return `  ${mark}  ${what}${problem === null ? '' : `  ${problem}`}`.trimEnd()
}
