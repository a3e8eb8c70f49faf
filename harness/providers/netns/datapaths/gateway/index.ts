/** Datapath gateway: every call, from outside and between services, goes through one central Envoy, or through one of two. */
import type { NetnsDatapath } from '../../datapath.ts'
import { GATEWAY_PORT } from './config/bootstrap.ts'
import { description } from './describe.ts'
import { installGateway } from './install.ts'

export const gateway: NetnsDatapath = {
  description,
  namesResolveTo: 'gateways',
  gatewaysOf: ({ gatewayReplicas = 1 }) => ({
    service: description.name,
    namespace: 'gateway-system',
    port: GATEWAY_PORT,
    replicas: gatewayReplicas,
  }),
  install: (site) => installGateway(site),
}
