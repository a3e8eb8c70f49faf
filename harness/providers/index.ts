/** Every provider, by name. */
import { kind } from './kubernetes/kind/index.ts'
import { kubeconfig } from './kubernetes/kubeconfig/index.ts'
import { netns } from './netns/index.ts'
import type { Provider } from './provider.ts'

/** Those on Kubernetes are told what netns emulates: a mesh looks like its emulation, so that two reports can be laid side by side. */
export const providers: readonly Provider[] = [netns, kind(netns.datapaths), kubeconfig(netns.datapaths)]
