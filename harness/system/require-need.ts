/** For tests: skips tests whose needs are missing and prints why. Where HOPBENCH_REQUIRE names the need, the tests fail instead. */
import { probeNeeds, type NeedName } from './needs.ts'

/** Needs of tests, by the names that tests and HOPBENCH_REQUIRE=linux,bpf,browser,cluster,hubble,postgres,workflows use. */
const NEEDS_OF = {
  linux: [
    'linux',
    'root',
    'netns',
    'cgroup2',
    'tools',
    'dnsmasq',
    'iptables',
    'conntrack',
    'envoy',
    'openssl',
  ],
  bpf: ['linux', 'root', 'bpf'],
  browser: ['chromium'],
  hubble: ['hubble'],
  postgres: ['postgres'],
  workflows: ['actionlint'],
  cluster: ['linux', 'root', 'cgroup2', 'tools', 'engine', 'kind', 'helm'],
} satisfies Record<string, NeedName[]>

export type TestNeed = keyof typeof NEEDS_OF

/**
 * For `describe.skipIf(await requireNeed('linux', 'bpf'))('…', …)`: returns the reason to skip, and prints it on stderr; null when
 * all needs are met.
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
    process.stderr.write(`skipped, because ${name} is missing: ${reason}\n`)
    return reason
  }
  return null
}
