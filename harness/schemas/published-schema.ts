/** What stands at the head of every JSON Schema that hopbench publishes: its name, its version, and what it was generated from. */
import type { z } from 'zod'

export interface SchemaHead {
  /** "scenario": part of the schema's `$id`. */
  name: string
  version: number
  /** What the schema describes: "A scenario of hopbench". */
  title: string
  /** The file with the zod schema that it is generated from. */
  source: string
}

const DRAFT = 'https://json-schema.org/draft/2020-12/schema'

/** The schema's `$id`. A file that was valid stays valid within a version; docs/reference.md says what raises the version. */
export const schemaId = ({ name, version }: Pick<SchemaHead, 'name' | 'version'>): string =>
  `urn:hopbench:${name}:${version}`

/** A JSON Schema with its head. @param body what `z.toJSONSchema` returns, or definitions of several such schemas */
export const publishedSchema = (head: SchemaHead, body: z.core.JSONSchema.BaseSchema): object => ({
  $schema: DRAFT,
  $id: schemaId(head),
  title: `${head.title}, version ${head.version}`,
  $comment: `Generated from ${head.source}: see CONTRIBUTING.md.`,
  ...withoutDraft(body),
})

/** The draft stands once, at the head. */
export function withoutDraft({
  $schema,
  ...body
}: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  if ($schema !== undefined && $schema !== DRAFT)
    throw new Error(`zod writes schemas of ${$schema}, and the head says ${DRAFT}`)
  return body
}
