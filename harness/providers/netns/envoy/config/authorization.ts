/** Filters that enforce AuthorizationPolicies: for requests, and for connections that carry no HTTP. */
import type { RbacFilters, RbacRules } from '../../../../policy/envoy-rbac.ts'
import { extension, type Message } from './message.ts'

/** Istio's prefix for the statistics of the filter for TCP. */
const TCP_STATS = 'tcp.'

const rules = ({ action, policies }: RbacRules): Message => ({ action, policies })

export const requestFilters = ({ http }: RbacFilters): Message[] =>
  http.map((one) =>
    extension('envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBAC', { rules: rules(one) }),
  )

export const connectionFilters = ({ network }: RbacFilters): Message[] =>
  network.map((one) =>
    extension('envoy.filters.network.rbac', 'envoy.extensions.filters.network.rbac.v3.RBAC', {
      rules: rules(one),
      stat_prefix: TCP_STATS,
    }),
  )
