/** Every provider, by name. */
import { netns } from './netns/index.ts'
import type { Provider } from './provider.ts'

export const providers: readonly Provider[] = [netns]
