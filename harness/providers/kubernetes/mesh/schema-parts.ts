/** Schemas that several parts of mesh.yaml share: names, files, patterns. */
import { z } from 'zod'

/** A Kubernetes name (RFC 1123 label), short enough for the names of clusters and nodes that contain it. */
export const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes')
/** A file in the folder of mesh.yaml. */
export const file = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)*\.ya?ml$/, 'must be a YAML file below the folder of mesh.yaml')
export const pattern = z.string().refine(isRegExp, 'must be a regular expression')

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'gm')
    return true
  } catch {
    return false
  }
}
