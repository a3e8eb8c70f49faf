/** The schema that editors check mesh.yaml with: generated, so that it cannot differ from the check at run time. */
import { z } from 'zod'
import { meshSchema } from './schema.ts'

/** Stored as clusters/mesh.schema.json; its test says how to renew it. */
export function meshJsonSchema(): object {
  return { title: 'hopbench mesh', ...z.toJSONSchema(meshSchema, { io: 'input' }) }
}
