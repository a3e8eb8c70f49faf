/** Datapaths `sidecar` and `sidecar-mtls`: Istio's sidecars without Istio, with and without mutual TLS. */
import type { NetnsDatapath } from '../../datapath.ts'
import { installSidecars } from './install.ts'
import { MUTUAL_TLS, MUTUAL_TLS_FIDELITY, PLAIN, PLAIN_FIDELITY } from './statements.ts'

export const sidecar: NetnsDatapath = {
  name: 'sidecar',
  title: 'Sidecar proxies (Envoy as Istio sets it up)',
  capability: PLAIN,
  fidelity: PLAIN_FIDELITY,
  needs: ['iptables', 'envoy', 'tcpdump'],
  namesResolveTo: 'vip',
  install: (site) => installSidecars(site, { mutualTls: false }),
}

export const sidecarMtls: NetnsDatapath = {
  name: 'sidecar-mtls',
  title: 'Sidecar proxies with mutual TLS (Envoy as Istio sets it up)',
  capability: MUTUAL_TLS,
  fidelity: MUTUAL_TLS_FIDELITY,
  needs: ['iptables', 'envoy', 'tcpdump', 'openssl'],
  namesResolveTo: 'vip',
  install: (site) => installSidecars(site, { mutualTls: true }),
}
