/** For tests: a missing need skips aloud, and fails where HOPBENCH_REQUIRE forbids the skip. */
import { probeNeeds, type NeedName } from './needs.ts'

/** What tests ask for, and HOPBENCH_REQUIRE=linux,bpf,browser,cluster names. */
const NEEDS_OF = {
  linux: ['linux', 'root', 'netns', 'cgroup2', 'tools', 'dnsmasq', 'iptables', 'envoy', 'openssl'],
  bpf: ['linux', 'root', 'bpf'],
  browser: ['chromium'],
  cluster: ['linux', 'root', 'cgroup2', 'tools', 'engine', 'kind', 'helm'],
} satisfies Record<string, NeedName[]>

export type TestNeed = keyof typeof NEEDS_OF

/**
 * `describe.skipIf(await requireNeed('linux', 'bpf'))('…', …)`: the reason to skip, said on stderr too, or null.
 * @throws Error with the reason where HOPBENCH_REQUIRE names the need.
 */
export async function requireNeed(...wanted: TestNeed[]): Promise<string | null> {
  const required = (process.env['HOPBENCH_REQUIRE'] ?? '').split(',')
  for (const name of wanted) {
    const problem = (await probeNeeds(NEEDS_OF[name])).find((need) => need.problem !== null)
    if (!problem) continue
    const reason = `${problem.title}: ${problem.problem ?? ''}`
    if (required.includes(name))
      throw new Error(
        `HOPBENCH_REQUIRE names ${name}, which is missing here. ${reason}\n  → ${problem.advice}`,
      )
    process.stderr.write(`skipped, for want of ${name}: ${reason}\n`)
    return reason
  }
  return null
}
