/** Every provider, by name. */
import { kind } from './kubernetes/kind/index.ts'
import { kubeconfig } from './kubernetes/kubeconfig/index.ts'
import { netns } from './netns/index.ts'
import type { Provider } from './provider.ts'

/**
 * The Kubernetes providers get the datapaths of netns: a mesh takes the colour of the datapath that emulates it, so that a
 * reader can compare two reports side by side.
 */
export const providers: readonly Provider[] = [netns, kind(netns.datapaths), kubeconfig(netns.datapaths)]
