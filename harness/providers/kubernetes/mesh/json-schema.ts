/** The JSON Schema with which editors check mesh.yaml. It is generated, so it always equals the check at run time. */
import { z } from 'zod'
import { meshSchema } from './schema.ts'

/** The content of clusters/mesh.schema.json. The test of that file says how to renew it. */
export function meshJsonSchema(): object {
  return { title: 'hopbench mesh', ...z.toJSONSchema(meshSchema, { io: 'input' }) }
}
