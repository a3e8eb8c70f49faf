/** Memory of an arm by the role of what uses it, and the fields of a record that hold it. */
import type { Memory, Role } from '../../results/record.ts'

export const noBytesByRole = (): Record<Role, number> => ({
  client: 0,
  app: 0,
  proxy: 0,
  agent: 0,
  'control-plane': 0,
})

export type MemoryByRole = Pick<
  Memory,
  'clientBytes' | 'appBytes' | 'proxyBytes' | 'agentBytes' | 'controlPlaneBytes'
>

export const memoryByRole = (bytes: Record<Role, number>): MemoryByRole => ({
  clientBytes: bytes.client,
  appBytes: bytes.app,
  proxyBytes: bytes.proxy,
  agentBytes: bytes.agent,
  controlPlaneBytes: bytes['control-plane'],
})
