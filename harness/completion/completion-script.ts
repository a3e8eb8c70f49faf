/** The script that makes a shell complete hopbench's commands. All that the shell is told of them comes from their own definition. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Shell } from '../cli/command-line.ts'
import { escaped } from '../words/escaped.ts'
import type { CompletedCommand, CompletedFlag, Offer } from './completed-command.ts'

export interface Completed {
  /** The project's folder: elsewhere nothing is completed. */
  root: string
  /** Names of the scripts in package.json. */
  scripts: readonly string[]
  commands: readonly CompletedCommand[]
  /** The first is the default. */
  providers: readonly { name: string; datapaths: readonly { name: string }[] }[]
}

const ADAPTERS: Record<Shell, string> = { bash: 'bash.sh', zsh: 'zsh.zsh', fish: 'fish.fish' }

export function completionScript(shell: Shell, completed: Completed): string {
  const head = `# Completes \`npm run <command> -- …\` in ${escaped(completed.root)} and below; printed by \`npm run -s completion -- ${shell}\`.\n`
  const shared = `${part('candidates.sh')}\n${tables(completed)}`
  const adapter = part(ADAPTERS[shell])
  if (shell !== 'fish') return `${head}${shared}${adapter}`
  const source = `${shared}__hopbench_candidates "$@"\n`
  return `${head}set -g __hopbench_root ${fishQuoted(completed.root)}\nset -g __hopbench_source ${fishQuoted(source)}\n${adapter}`
}

const part = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')

/** What is looked up in, as functions of POSIX sh. They set variables of the function that calls them. */
const tables = ({ root, scripts, commands, providers }: Completed): string =>
  [
    `__hopbench_root=${quoted(root)}`,
    `__hopbench_scripts=${quoted(scripts.join(' '))}`,
    `__hopbench_provider=${quoted(providers[0]!.name)}`,
    '__hopbench_command() {',
    ...cases(commands.map((command) => [command.name, ofCommand(command)])),
    '    *) return 1 ;;',
    '  esac',
    '}',
    '__hopbench_flag() {',
    ...cases(commands.flatMap(({ name, flags }) => flags.flatMap((flag) => ofFlag(name, flag)))),
    '    *) value=none offers= ;;',
    '  esac',
    '}',
    '__hopbench_datapaths() {',
    ...cases(
      providers.map(({ name, datapaths }) => [
        name,
        `names=${quoted(datapaths.map((datapath) => datapath.name).join(' '))}`,
      ]),
    ),
    '  esac',
    '}',
    '',
  ].join('\n')

const cases = (entries: readonly (readonly [when: string, then: string])[]): string[] => [
  '  case $1 in',
  ...entries.map(([when, then]) => `    ${quoted(when)}) ${then} ;;`),
]

const ofCommand = ({ flags, offers }: CompletedCommand): string =>
  `flags=${quoted([...flags.map(({ name }) => name), '--help'].join(' '))} arguments=${quoted(words(offers))}`

const ofFlag = (command: string, { name, value, offers }: CompletedFlag): [string, string][] =>
  value === 'none' ? [] : [[`${command} ${name}`, `value=${value} offers=${quoted(words(offers))}`]]

const words = (offers: readonly Offer[]): string =>
  offers.flatMap((offer) => (typeof offer === 'string' ? offer : offer.words)).join(' ')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
