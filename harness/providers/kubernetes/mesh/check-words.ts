/** Words in braces that nothing would be put in place of, in a mesh.yaml and in the manifests it names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../../../words/did-you-mean.ts'
import { messageOf } from '../../../errors.ts'
import type { Problem } from '../../../yaml/problem.ts'
import { textsIn, WORDS, wordsIn } from './fill.ts'
import { readManifest } from './manifests.ts'
import type { Mesh } from './schema.ts'

/** Something with texts in it, where it stands and the words it may hold. */
interface Template {
  path: PropertyKey[]
  value: unknown
  words: readonly string[]
}

/** Files that are not there are told of elsewhere. */
export function checkWords(mesh: Mesh, folder: string): Problem[] {
  const files = (path: PropertyKey[], names: readonly string[], words: readonly string[]): Problem[] =>
    names.flatMap((file, n) => checkManifest([...path, n], join(folder, file), file, words))
  return [
    ...templatesOf(mesh).flatMap(({ path, value, words }) => unknownWords(path, value, words, '')),
    ...files(['manifests'], mesh.manifests, []),
    ...files(['after'], mesh.after, []),
    ...mesh.datapaths.flatMap((datapath, n) => {
      const path = ['datapaths', n]
      const enable = datapath.flows?.enable
      return [
        ...files([...path, 'manifests'], datapath.manifests, WORDS.namespaceManifest),
        ...files([...path, 'serviceManifests'], datapath.serviceManifests, WORDS.serviceManifest),
        ...files([...path, 'policyManifests'], datapath.policyManifests, WORDS.policyManifest),
        ...(enable === undefined
          ? []
          : checkManifest(
              [...path, 'flows', 'enable'],
              join(folder, enable),
              enable,
              WORDS.namespaceManifest,
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
      words: WORDS.release,
    })),
    ...mesh.datapaths.flatMap(({ proofs, retries, flows, allowedAs }, n): Template[] => {
      const path = ['datapaths', n]
      return [
        ...proofs.map((proof, at) => ({
          path: [...path, 'proofs', at],
          value: proof,
          words: 'each' in proof ? WORDS[proof.each] : [],
        })),
        { path: [...path, 'retries'], value: retries, words: WORDS.caller },
        { path: [...path, 'flows'], value: flows?.from, words: WORDS.flows },
        { path: [...path, 'allowedAs'], value: allowedAs, words: WORDS.allowedCaller },
      ]
    }),
  ]
}

function checkManifest(
  path: PropertyKey[],
  place: string,
  file: string,
  words: readonly string[],
): Problem[] {
  if (!existsSync(place)) return []
  try {
    return unknownWords(path, readManifest(place), words, `${file} holds `)
  } catch (error) {
    return [{ path, message: `${file} is not YAML: ${messageOf(error)}` }]
  }
}

function unknownWords(
  path: PropertyKey[],
  value: unknown,
  words: readonly string[],
  where: string,
): Problem[] {
  const unknown = new Set(
    textsIn(value)
      .flatMap(wordsIn)
      .filter((word) => !words.includes(word)),
  )
  return [...unknown].map((word) => ({
    path,
    message: `${where}{${word}}, which is not a word here (${words.join(', ') || 'there are none'})${didYouMean(word, words)}`,
  }))
}
