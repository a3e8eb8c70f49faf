/** How bytes of programs were counted, as people read it. */
import type { MemoryMethod } from './record.ts'

export const MEMORY_METHODS: Record<MemoryMethod, string> = {
  smaps: 'smaps of every process',
  cadvisor:
    'cAdvisor: container_memory_rss + container_memory_mapped_file of each container; a page of a file counts where it was first read, which may be in none of them',
}
