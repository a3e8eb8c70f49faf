/** Who may call a service, by the caller's address: what a SecurityPolicy of Envoy Gateway with `clientCIDRs` becomes in Envoy. */
import { extension, type Message } from '../../../envoy/config/message.ts'

const FILTER = 'envoy.filters.http.rbac'
const ACTION = 'type.googleapis.com/envoy.config.rbac.v3.Action'

/** The filter itself refuses nobody; each route says who may call it. */
export const authorization = (): Message => extension(FILTER, 'envoy.extensions.filters.http.rbac.v3.RBAC')

/** The configuration of one route: these addresses are let through, any other caller gets status 403. */
export const authorizationOf = (callers: readonly string[]): Message => ({
  [FILTER]: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBACPerRoute',
    rbac: {
      matcher: {
        ...(callers.length > 0 && { matcher_list: { matchers: [letThrough(callers)] } }),
        on_no_match: { action: action('default', 'DENY') },
      },
    },
  },
})

const letThrough = (callers: readonly string[]): Message => ({
  predicate: {
    single_predicate: {
      input: extension('client_ip', 'envoy.extensions.matching.common_inputs.network.v3.SourceIPInput'),
      custom_match: extension('ip_matcher', 'envoy.extensions.matching.input_matchers.ip.v3.Ip', {
        stat_prefix: 'client_ip',
        cidr_ranges: callers.map((address) => ({ address_prefix: address, prefix_len: 32 })),
      }),
    },
  },
  on_match: { action: action('callers', 'ALLOW') },
})

const action = (name: string, what: 'ALLOW' | 'DENY'): Message => ({
  name,
  typed_config: { '@type': ACTION, name: what, action: what },
})
