/** Cases that hopbench does not judge, each with the reason; a policy that they need is refused. */
import { authorizationPolicy as authz, ciliumPolicy as cnp } from '../case.ts'

interface NotJudged {
  number: string
  why: string
  /** What such a case is written with, and part of the message that refuses it. */
  policy?: object
  refused?: string
}

const FQDN = cnp('x', { endpointSelector: {}, egress: [{ toFQDNs: [{ matchPattern: '*.cilium.io' }] }] })

export const NOT_JUDGED: NotJudged[] = [
  {
    number: 'C-09',
    why: 'toFQDNs follow the answers of DNS, and no name outside of an arm resolves in it',
    policy: FQDN,
    refused: 'toFQDNs  must be left out: names outside of an arm do not resolve',
  },
  {
    number: 'C-10',
    why: 'as C-09',
    policy: FQDN,
    refused: 'toFQDNs  must be left out: names outside of an arm do not resolve',
  },
  { number: 'D-08', why: 'an arm has one node, so that no call comes from another one' },
  {
    number: 'D-12',
    why: 'about a datapath that enforces nothing: a run proves a denial before it credits one',
  },
  { number: 'D-14', why: 'about datapaths without policies: a report says of them “not enforced”, with the reason' },
  {
    number: 'A-32',
    why: 'needs tokens of an issuer',
    policy: authz('x', { rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }),
    refused: 'requestPrincipals  must be left out: hopbench issues no JWT',
  },
  { number: 'A-35', why: 'needs a waypoint in front of ztunnel: only Istio itself has both' },
  {
    number: 'A-36',
    why: 'needs a waypoint',
    policy: authz('x', { targetRefs: [{ kind: 'Service', group: '', name: 'a' }] }),
    refused: 'targetRefs  must be left out: write a selector, since arms have no waypoint and no gateway',
  },
]
