/** A service of which no more than its name is known yet. */
import type { SourceService } from '../system.ts'

export const bareService = (id: string, name: string, namespace: string | null): SourceService => ({
  id,
  name,
  namespace,
  steps: [],
  responseBytes: null,
  workUs: null,
})
