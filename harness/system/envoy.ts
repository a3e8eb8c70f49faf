/** Path of the Envoy of sidecars. Set-up installs Envoy there (harness/setup/envoy.mjs). */
import envoy from './envoy.json' with { type: 'json' }

/** User and group id of Istio's proxy. The redirect rules do not redirect egress of this user and group. */
export const PROXY_ID = 1337

/** Path in HOPBENCH_ENVOY, otherwise that of the pinned Envoy. uid 1337 must be able to read it, so it cannot be below /root. */
export const envoyPath = (): string => process.env['HOPBENCH_ENVOY'] ?? envoy.path
