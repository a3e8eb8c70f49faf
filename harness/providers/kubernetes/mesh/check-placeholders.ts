/** Finds unknown placeholders, such as {servce}, in a mesh.yaml and in the manifests it names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../../../words/did-you-mean.ts'
import { messageOf, UsageError } from '../../../errors.ts'
import type { Problem } from '../../../yaml/problem.ts'
import { textsIn, PLACEHOLDERS, placeholdersIn } from './fill.ts'
import { readManifest } from './manifests.ts'
import type { Mesh } from './schema.ts'
import { sightsIn } from './sights.ts'

/** A part of mesh.yaml that contains texts, with its path and the placeholders allowed in it. */
interface Template {
  path: PropertyKey[]
  value: unknown
  placeholders: readonly string[]
}

/** Skips missing files, which check-mesh.ts reports. */
export function checkPlaceholders(mesh: Mesh, folder: string): Problem[] {
  const files = (path: PropertyKey[], names: readonly string[], placeholders: readonly string[]): Problem[] =>
    names.flatMap((file, n) => checkManifest([...path, n], join(folder, file), file, placeholders))
  return [
    ...templatesOf(mesh).flatMap(({ path, value, placeholders }) =>
      unknownPlaceholders(path, value, placeholders, ''),
    ),
    ...files(['manifests'], mesh.manifests, []),
    ...files(['after'], mesh.after, []),
    ...mesh.datapaths.flatMap((datapath, n) => {
      const path = ['datapaths', n]
      const enable = datapath.flows?.enable
      return [
        ...files([...path, 'manifests'], datapath.manifests, PLACEHOLDERS.namespaceManifest),
        ...sightsIn(datapath).flatMap(([seen, { manifests }]) =>
          files([...path, 'seeing', seen, 'manifests'], manifests, PLACEHOLDERS.namespaceManifest),
        ),
        ...files([...path, 'serviceManifests'], datapath.serviceManifests, PLACEHOLDERS.serviceManifest),
        ...files([...path, 'policyManifests'], datapath.policyManifests, PLACEHOLDERS.policyManifest),
        ...files(
          [...path, 'databasePolicyManifests'],
          datapath.databasePolicyManifests,
          PLACEHOLDERS.policyManifest,
        ),
        ...(enable === undefined
          ? []
          : checkManifest(
              [...path, 'flows', 'enable'],
              join(folder, enable),
              enable,
              PLACEHOLDERS.namespaceManifest,
            )),
      ]
    }),
  ]
}

function templatesOf(mesh: Mesh): Template[] {
  return [
    ...mesh.releases.map(({ set }, n) => ({
      path: ['releases', n, 'set'],
      value: set,
      placeholders: PLACEHOLDERS.release,
    })),
    ...mesh.datapaths.flatMap((datapath, n): Template[] => {
      const { proofs, retries, flows, allowedAs } = datapath
      const path = ['datapaths', n]
      return [
        ...proofs.map((proof, at) => ({
          path: [...path, 'proofs', at],
          value: proof,
          placeholders: 'each' in proof ? PLACEHOLDERS[proof.each] : [],
        })),
        ...sightsIn(datapath).flatMap(([seen, { podAnnotations, counts }]) => [
          {
            path: [...path, 'seeing', seen, 'podAnnotations'],
            value: podAnnotations,
            placeholders: PLACEHOLDERS.collected,
          },
          { path: [...path, 'seeing', seen, 'counts'], value: counts, placeholders: PLACEHOLDERS.caller },
        ]),
        { path: [...path, 'retries'], value: retries, placeholders: PLACEHOLDERS.caller },
        { path: [...path, 'flows'], value: flows?.from, placeholders: PLACEHOLDERS.flows },
        { path: [...path, 'allowedAs'], value: allowedAs, placeholders: PLACEHOLDERS.allowedCaller },
      ]
    }),
  ]
}

function checkManifest(
  path: PropertyKey[],
  fullPath: string,
  file: string,
  placeholders: readonly string[],
): Problem[] {
  if (!existsSync(fullPath)) return []
  try {
    return unknownPlaceholders(path, readManifest(fullPath), placeholders, `${file} contains `)
  } catch (error) {
    return [
      {
        path,
        message: error instanceof UsageError ? messageOf(error) : `${file} is not YAML: ${messageOf(error)}`,
      },
    ]
  }
}

function unknownPlaceholders(
  path: PropertyKey[],
  value: unknown,
  placeholders: readonly string[],
  where: string,
): Problem[] {
  const unknown = new Set(
    textsIn(value)
      .flatMap(placeholdersIn)
      .filter((name) => !placeholders.includes(name)),
  )
  return [...unknown].map((name) => ({
    path,
    message: `${where}{${name}}, which is not a placeholder here (${placeholders.join(', ') || 'there are none'})${didYouMean(name, placeholders)}`,
  }))
}
