/** Checks that the role in the README has all rights that hopbench asks for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { READ_CADVISOR, RIGHTS } from './rights.ts'

interface Role {
  kind: string
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[]
}

const README = join(import.meta.dirname, '../../../../clusters/README.md')

function roleInReadme(): Role {
  const blocks = readFileSync(README, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)
  const roles = [...blocks]
    .map(([, text]) => parse(text!) as Role)
    .filter(({ kind }) => kind === 'ClusterRole')
  expect(roles).toHaveLength(1)
  return roles[0]!
}

test('the role in clusters/README.md gives every right that a run asks for', () => {
  const { rules } = roleInReadme()
  const gives = (group: string, resource: string, verb: string) =>
    rules.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb),
    )
  const lacking = [...RIGHTS, READ_CADVISOR].flatMap(({ group = '', resource, verbs }) =>
    verbs.filter((verb) => !gives(group, resource, verb)).map((verb) => `${verb} ${resource} (${group})`),
  )
  expect(lacking).toEqual([])
})
