/** Words in braces that nothing would be put in fullPath of, in a mesh.yaml and in the manifests it names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../../../words/did-you-mean.ts'
import { messageOf } from '../../../errors.ts'
import type { Problem } from '../../../yaml/problem.ts'
import { textsIn, PLACEHOLDERS, placeholdersIn } from './fill.ts'
import { readManifest } from './manifests.ts'
import type { Mesh } from './schema.ts'

/** Something with texts in it, where it stands and the placeholders it may hold. */
interface Template {
  path: PropertyKey[]
  value: unknown
  placeholders: readonly string[]
}

/** Files that are not there are told of elsewhere. */
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
        ...files([...path, 'serviceManifests'], datapath.serviceManifests, PLACEHOLDERS.serviceManifest),
        ...files([...path, 'policyManifests'], datapath.policyManifests, PLACEHOLDERS.policyManifest),
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
    ...mesh.datapaths.flatMap(({ proofs, retries, flows, allowedAs }, n): Template[] => {
      const path = ['datapaths', n]
      return [
        ...proofs.map((proof, at) => ({
          path: [...path, 'proofs', at],
          value: proof,
          placeholders: 'each' in proof ? PLACEHOLDERS[proof.each] : [],
        })),
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
    return unknownPlaceholders(path, readManifest(fullPath), placeholders, `${file} holds `)
  } catch (error) {
    return [{ path, message: `${file} is not YAML: ${messageOf(error)}` }]
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
      .filter((word) => !placeholders.includes(word)),
  )
  return [...unknown].map((word) => ({
    path,
    message: `${where}{${word}}, which is not a word here (${placeholders.join(', ') || 'there are none'})${didYouMean(word, placeholders)}`,
  }))
}
