/** The JSON Schema with which editors check mesh.yaml. It is generated, so it always equals the check at run time. */
import { z } from 'zod'
import { publishedSchema } from '../../../schemas/published-schema.ts'
import { MESH_VERSION, meshSchema } from './schema.ts'

/** The content of clusters/mesh.schema.json. The test of that file says how to renew it. */
export const meshJsonSchema = (): object =>
  publishedSchema(
    {
      name: 'mesh',
      version: MESH_VERSION,
      title: 'A mesh.yaml of hopbench',
      source: 'harness/providers/kubernetes/mesh/schema.ts',
    },
    z.toJSONSchema(meshSchema, { io: 'input' }),
  )
