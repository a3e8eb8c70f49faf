/** What differs between the machine that began a run and the one that would finish it: their figures must not share a run. Pure. */
import type { CodeFingerprint, HostFingerprint } from './record.ts'

export interface Difference {
  /** "kernel", "versions.envoy" */
  what: string
  before: string
  now: string
}

/** The kernel makes a setting when it loads a module, such as connection tracking, which the run itself may have caused. */
const NOT_LOADED = 'not set'

/** All differences of two machines, in the order of the fingerprint. */
export function hostDifferences(before: HostFingerprint, now: HostFingerprint): Difference[] {
  const [old, current] = [flat(before), flat(now)]
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what) ?? 'none', current.get(what) ?? 'none']
    if (was === is) return []
    if (what.startsWith('settings.') && [was, is].includes(NOT_LOADED)) return []
    return [{ what, before: was, now: is }]
  })
}

/** All differences of two checkouts of hopbench. */
export function codeDifferences(before: CodeFingerprint, now: CodeFingerprint): Difference[] {
  const of = (code: CodeFingerprint): [string, string][] => [
    ['version of hopbench', code.version],
    ['commit', code.commit ?? 'unknown'],
    ['changes to the commit', changesOf(code)],
  ]
  const current = new Map(of(now))
  return of(before).flatMap(([what, was]) =>
    current.get(what) === was ? [] : [{ what, before: was, now: current.get(what)! }],
  )
}

const changesOf = ({ modified, changesHash }: CodeFingerprint): string => {
  if (modified === null) return 'unknown'
  return modified ? `some, with the hash ${changesHash ?? 'unknown'}` : 'none'
}

/** The fingerprint by field: "versions.envoy" → "1.35". */
function flat(host: HostFingerprint): Map<string, string> {
  const fields = Object.entries(host).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, own]) => [`${name}.${inner}`, String(own)] as const)
      : [[name, String(value)] as const],
  )
  return new Map(fields)
}
