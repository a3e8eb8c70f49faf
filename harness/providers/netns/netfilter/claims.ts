/** Claims about connections that kube-proxy's rules must, or must not, have translated. */
import type { CounterClaim } from '../datapath.ts'
import { dnsTranslatedClaim } from '../proofs/service-addresses.ts'
import { COUNTER_SOURCE, translatedTo } from './rules.ts'
import { DNS_SERVICE_PORT } from './service-ports.ts'

const countedFor = (servicePort: string) => ({
  where: `node, KUBE-SEP of ${servicePort}`,
  source: COUNTER_SOURCE,
  counter: translatedTo(servicePort),
})

/** @param servicePort as kube-proxy names it: "shop/orders:http" */
export const translationClaim = (
  servicePort: string,
  claim: Pick<CounterClaim, 'claim' | 'comparison' | 'expected'>,
): CounterClaim => ({ ...countedFor(servicePort), ...claim })

export const dnsClaim = (): CounterClaim => dnsTranslatedClaim(countedFor(DNS_SERVICE_PORT))
