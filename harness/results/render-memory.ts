/** Text of how the memory of programs was counted, for readers. */
import type { MemoryMethod } from './record.ts'

export const MEMORY_METHODS: Record<MemoryMethod, string> = {
  smaps: 'smaps of every process',
  cadvisor:
    'cAdvisor (container_memory_rss + container_memory_mapped_file of each container; a page of a file counts in the container that read it first, which may be none of these)',
}
