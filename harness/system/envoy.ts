/** Where the Envoy of sidecars is. Set-up puts it there (harness/setup/envoy.mjs). */
import envoy from './envoy.json' with { type: 'json' }

/** User and group of Istio's proxy; the redirect rules let its traffic out by them. */
export const PROXY_ID = 1337

/** HOPBENCH_ENVOY, else the pinned one. It must be readable by uid 1337: not below /root. */
export const envoyPath = (): string => process.env['HOPBENCH_ENVOY'] ?? envoy.path
