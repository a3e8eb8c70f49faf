/** A Kubernetes object as plain data, as a manifest has it. */
export type { WrittenObject as Manifest } from '../../../policy/written-policies.ts'
