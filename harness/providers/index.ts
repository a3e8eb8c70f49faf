/** Every provider, by name. */
import { kind } from './kubernetes/kind/index.ts'
import { kubeconfig } from './kubernetes/kubeconfig/index.ts'
import { netns } from './netns/index.ts'
import type { Provider } from './provider.ts'

export const providers: readonly Provider[] = [netns, kind, kubeconfig]
