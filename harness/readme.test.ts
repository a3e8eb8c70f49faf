/** That the README names what there is: flags, commands, and which datapaths on Kubernetes we have run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCommandLine } from './cli/command-line.ts'
import { providers } from './providers/index.ts'
import { loadMeshes } from './providers/kubernetes/mesh/all-meshes.ts'
import packageJson from '../package.json' with { type: 'json' }

const README = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
const rows = README.split('\n').filter((line) => line.startsWith('|'))

function helpOf(command: string): string {
  const typed = readCommandLine([command, '--help'], providers)
  if (typed.command !== 'help') throw new Error('help was asked for')
  return typed.text
}

describe('the README', () => {
  test.each(['bench', 'plan', 'report', 'doctor', 'clean', 'image'])(
    'has a row for each flag of %s',
    (command) => {
      const flags = [...helpOf(command).matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map((match) => match[1]!)
      const lacking = flags.filter(
        (flag) => flag !== '--help' && !rows.some((row) => row.startsWith(`| \`${flag}`)),
      )
      expect(lacking).toEqual([])
    },
  )

  test('has a row for each command that is more than housekeeping', () => {
    const commands = Object.keys(packageJson.scripts).filter((name) => !['lint', 'format'].includes(name))
    const lacking = commands.filter(
      (name) => !rows.some((row) => new RegExp(`^\\| \`npm (run )?${name}\\b`).test(row)),
    )
    expect(lacking).toEqual([])
  })

  test('says of each datapath on Kubernetes whether we have run it, as its mesh.yaml does', () => {
    for (const { name, notYetRun } of loadMeshes().flatMap(({ datapaths }) => datapaths)) {
      const row = rows.find(
        (line) => line.split('|')[1]!.includes(`\`${name}\``) && /yes, in a lab|not yet/.test(line),
      )
      expect(row, name).toMatch(notYetRun ? /\*\*not yet\*\*/ : /yes, in a lab/)
    }
  })
})
