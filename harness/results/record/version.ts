/** A version of hopbench whose datapaths and services an arm runs: a commit, or the checkout as it is. Only runs of `gate` have two. */
import { z } from 'zod'

/** `base` is what is there already, `head` what is to take its place. */
export const sideSchema = z.enum(['base', 'head'])
export type Side = z.infer<typeof sideSchema>

export const versionSchema = z.strictObject({
  ref: z.string().describe('as the user named it: "main"'),
  commit: z.string(),
  isCheckout: z.boolean().describe('the checkout as it is, and not a copy of the commit'),
  isModified: z.boolean().describe('whether files of the checkout differ from the commit'),
})
export type VersionRecord = z.infer<typeof versionSchema>

export const gateLimitsSchema = z.strictObject({
  share: z.number().describe('the change that the gate looks for, as a share of the figure of base'),
  hasFloors: z.boolean().describe('whether changes that are small in absolute terms are none'),
})
export type GateLimits = z.infer<typeof gateLimitsSchema>

/** What a run of `gate` compares, and what it looks for. */
export const versionsSchema = z.strictObject({
  base: versionSchema,
  head: versionSchema,
  limits: gateLimitsSchema,
})

/** Enough of a commit for people. */
const SHORT_COMMIT = 10

/** "main (1a2b3c4d5e)", "working copy of 1a2b3c4d5e, with changes". */
export function versionText({ ref, commit, isCheckout, isModified }: VersionRecord): string {
  const short = commit.slice(0, SHORT_COMMIT)
  if (isCheckout) return `working copy of ${short}${isModified ? ', with changes' : ''}`
  return commit.startsWith(ref) ? short : `${ref} (${short})`
}
