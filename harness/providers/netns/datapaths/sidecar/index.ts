/** Datapaths `sidecar` and `sidecar-mtls`: Istio's sidecars without Istio, with and without mutual TLS. */
import type { NetnsDatapath } from '../../datapath.ts'
import { mutualTlsDescription, plainDescription } from './describe.ts'
import { installSidecars } from './install.ts'

export const sidecar: NetnsDatapath = {
  description: plainDescription,
  namesResolveTo: 'vip',
  install: (site) => installSidecars(site, { mutualTls: false }),
}

export const sidecarMtls: NetnsDatapath = {
  description: mutualTlsDescription,
  namesResolveTo: 'vip',
  install: (site) => installSidecars(site, { mutualTls: true }),
}
