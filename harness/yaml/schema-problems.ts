/** Turns issues of the schema check into messages for a file's author: the value, what is expected, and what was perhaps meant. */
import { z } from 'zod'
import { didYouMean } from '../words/did-you-mean.ts'
import type { Problem } from './problem.ts'

type Issue = z.core.$ZodIssue
type Union = Extract<Issue, { code: 'invalid_union' }>

/**
 * The problems of one issue. `root` is the checked value, `schema` the schema that it was checked with, with `expectation` for
 * its messages.
 */
export function schemaProblems(issue: Issue, root: unknown, schema: z.ZodType): Problem[] {
  const { path } = issue
  const value = at(root, path)
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(jsonSchemaOf(schema), path)
    return issue.keys.map((key) => ({
      path,
      key,
      message: `is not a field here (${known.join(', ')})${didYouMean(key, known)}`,
    }))
  }
  if (issue.code === 'invalid_union')
    // Without alternatives that were tried, the field that tells them apart is wrong.
    return issue.errors.length === 0 && 'options' in issue
      ? [notOneOf(path, value, issue.options)]
      : unionProblems(issue, root, schema)
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1))
    return [{ path: path.slice(0, -1), key, message: issue.issues[0]?.message ?? issue.message }]
  }
  if (issue.code === 'invalid_value') return [notOneOf(path, value, issue.values)]
  const isBare = issue.message === MUST_BE_TEXT && BARE.has(typeof value)
  return [{ path, message: `${issue.message}${was(value)}${isBare ? ': put it in quotes' : ''}` }]
}

const notOneOf = (path: PropertyKey[], value: unknown, values: readonly unknown[]): Problem => ({
  path,
  message: `must be ${listOf(values)}${was(value)}${didYouMean(String(value), values.map(String))}`,
})

/** Kinds of values that may have been meant as text, but that YAML reads differently without quotes. */
const BARE = new Set(['number', 'boolean'])

/** What a field must be, for a field whose schema has no message of its own; undefined for issues that are told otherwise. */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`
  if (issue.code === 'too_small')
    return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`
  if (issue.code === 'too_big')
    return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`
  return undefined
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}
const MUST_BE_TEXT = `must be ${KINDS['string']}`
const unitOf = (origin: string): string => (origin === 'array' ? ' entries' : '')

/** Problems of a union: those of the alternative that the author most likely meant, or a list when all are of another kind. */
function unionProblems(issue: Union, root: unknown, schema: z.ZodType): Problem[] {
  const branches = branchesOf(issue)
  const costs = branches.map((errors) => costOf(errors, issue.path, root))
  const least = Math.min(...costs)
  if (least >= WRONG_KIND) {
    const expected = branches
      .flat()
      .map((error) =>
        error.code === 'invalid_value' ? listOf(error.values) : error.message.replace('must be ', ''),
      )
    return [
      {
        path: issue.path,
        message: `must be ${[...new Set(expected)].join(' or ')}${was(at(root, issue.path))}`,
      },
    ]
  }
  return branches[costs.indexOf(least)]!.flatMap((error) => schemaProblems(error, root, schema))
}

/** The problems with each alternative, with paths from the root. */
const branchesOf = ({ path, errors }: Union): Issue[][] =>
  errors.map((ofOne) => ofOne.map((error): Issue => ({ ...error, path: [...path, ...error.path] })))

/** Costs of an alternative: a value of another kind cannot have been meant as it, and one without its main field hardly. */
const WRONG_KIND = 100
const MISSING_FIELD = 10
const UNKNOWN_FIELD = 3

const costOf = (errors: readonly Issue[], unionPath: PropertyKey[], root: unknown): number =>
  errors.reduce((sum, error) => sum + cost(error, unionPath, root), 0)

function cost(issue: Issue, unionPath: PropertyKey[], root: unknown): number {
  // An alternative may itself be a union, which costs what its nearest alternative does.
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return Math.min(...branchesOf(issue).map((errors) => costOf(errors, unionPath, root)))
  if (issue.code === 'unrecognized_keys') return UNKNOWN_FIELD * issue.keys.length
  if (issue.code === 'invalid_value') return WRONG_KIND
  if (issue.code !== 'invalid_type') return 1
  if (issue.path.length === unionPath.length) return WRONG_KIND
  return at(root, issue.path) === undefined ? MISSING_FIELD : 1
}

/** JSON Schemas are computed once for each schema, since a file may have many unknown fields. */
const jsonSchemas = new WeakMap<z.ZodType, z.core.JSONSchema.BaseSchema>()
function jsonSchemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const known = jsonSchemas.get(schema) ?? z.toJSONSchema(schema, { io: 'input' })
  jsonSchemas.set(schema, known)
  return known
}

/** Names of the fields that a mapping at this path may have. */
function fieldsAt(schema: z.core.JSONSchema.BaseSchema, path: PropertyKey[]): string[] {
  const alternatives = schema.anyOf ?? schema.oneOf ?? []
  if (alternatives.length > 0) return [...new Set(alternatives.flatMap((option) => fieldsAt(option, path)))]
  const [key, ...rest] = path
  if (key === undefined) return Object.keys(schema.properties ?? {})
  const next =
    typeof key === 'number' ? schema.items : (schema.properties?.[String(key)] ?? schema.additionalProperties)
  return next && typeof next === 'object' ? fieldsAt(next as z.core.JSONSchema.BaseSchema, rest) : []
}

function at(root: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[key],
    root,
  )
}

const listOf = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(' or ')

const MOST_SHOWN = 60
function was(value: unknown): string {
  if (value === undefined) return ', but is missing'
  const text = typeof value === 'number' ? String(value) : textOf(value)
  return `, but is ${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}`
}

/** JSON.stringify calls itself for each level of a value, and a file may have a million levels. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'nested too deep to be shown'
  }
}
