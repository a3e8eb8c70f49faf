/** Flags of providers on the command line, and the message for a flag of another provider. */
import { expect, test } from 'vitest'
import { providers } from '../providers/index.ts'
import { refusalOf } from '../testing/refusal.ts'
import { refuseForeignFlags } from './provider-flags.ts'

const refusal = (flag: string, on: string): string => {
  const provider = providers.find(({ name }) => name === on)!
  return refusalOf(() => refuseForeignFlags({ [flag]: [] }, provider, providers))
}

test.each([
  ['--node-image', 'netns', ['kind']],
  ['--images', 'kubeconfig', ['kind']],
  ['--charts', 'netns', ['kind', 'kubeconfig']],
  ['--mesh-values', 'netns', ['kind', 'kubeconfig']],
  ['--keep', 'netns', ['kind']],
  ['--allow-egress', 'kubeconfig', ['kind']],
  ['--context', 'kind', ['kubeconfig']],
  ['--kubeconfig', 'netns', ['kubeconfig']],
  ['--workload-image', 'kind', ['kubeconfig']],
  ['--install-meshes', 'kind', ['kubeconfig']],
])('%s on %s is refused with the providers that have it', (flag, on, owners) => {
  expect(refusal(flag, on)).toBe(
    `${flag} belongs to --provider ${owners.join(' and ')}, and this run is on ${on}\n  → add --provider ${owners.join(' or ')}, or leave ${flag} out; nothing has been started`,
  )
})

test("a provider's own flags are accepted", () => {
  for (const provider of providers) {
    const typed = Object.fromEntries(provider.flags.map(({ usage }) => [usage.split(' ')[0]!, []]))
    expect(() => refuseForeignFlags(typed, provider, providers)).not.toThrow()
  }
})
