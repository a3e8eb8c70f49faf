/** Where the Envoy of sidecars is. Set-up puts it there (harness/setup/envoy.mjs). */
import envoy from './envoy.json' with { type: 'json' }

/** HOPBENCH_ENVOY, else the pinned one. It must be readable by uid 1337: not below /root. */
export const envoyPath = (): string => process.env['HOPBENCH_ENVOY'] ?? envoy.path
