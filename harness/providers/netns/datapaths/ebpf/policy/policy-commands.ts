/** Commands for the loader that lead from one state of the policy tables to another, without a moment in which a packet is judged by half of each. */
import type { PolicyTables } from './policy-tables.ts'

/**
 * New rule sets are written in full, then pods are given them, one write each, then the sets that no pod has any more are removed.
 * Ranges of addresses come after the sets that know them: until then an address is judged as before, by the wider range.
 */
export function policyCommands(before: PolicyTables, after: PolicyTables): string[] {
  const added = [...after.ruleSets].filter(([content]) => !before.ruleSets.has(content))
  const removed = [...before.ruleSets].filter(([content]) => !after.ruleSets.has(content))
  const changed = [...after.selected].filter(([key, ruleSet]) => before.selected.get(key) !== ruleSet)
  const opened = [...before.selected.keys()].filter((key) => !after.selected.has(key))
  return [
    ...added.flatMap(([, { number, lines }]) =>
      lines.map((line) => {
        const [verdict, ...match] = line.split(' ')
        return `rule ${verdict!} ${number} ${match.join(' ')}`
      }),
    ),
    ...changed.map(([key, ruleSet]) => `select ${key} ${ruleSet}`),
    ...opened.map((key) => `select ${key} open`),
    ...[...after.cidrs]
      .filter(([cidr]) => !before.cidrs.has(cidr))
      .map(([cidr, identity]) => `cidr ${cidr} ${identity}`),
    ...removed.flatMap(([, { number, lines }]) =>
      lines.map((line) => {
        const [, peer, protocol, ports] = line.split(' ')
        return `rule remove ${number} ${peer!} ${protocol!} ${ports!}`
      }),
    ),
  ]
}
