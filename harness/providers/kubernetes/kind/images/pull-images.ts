/** Images that this machine's engine is asked for, so that a cluster itself needs no way out. */
import { messageOf, UnavailableError, UsageError } from '../../../../errors.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'

/** An image of a mesh has up to 300 MB: minutes on a slow line. */
const PULLED_WITHIN_MS = 900_000

/** Makes sure that the engine has these images. @throws UsageError, UnavailableError naming the image and what to do */
export async function pullImages(
  engine: ContainerEngine,
  images: readonly string[],
  status: (text: string) => void,
): Promise<void> {
  for (const image of images) expectExplicitTag(image)
  for (const image of images) {
    if (await hasImage(engine, image)) continue
    status(`pulling ${image}`)
    try {
      await engine.run(['pull', image], { timeoutMs: PULLED_WITHIN_MS })
    } catch (error) {
      throw missingImage(engine.name, image, messageOf(error))
    }
  }
}

export async function hasImage(engine: ContainerEngine, image: string): Promise<boolean> {
  return engine.run(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  )
}

/**
 * "latest" is another image tomorrow, and a node that sees it asks a registry whatever it has been given.
 * @throws UsageError
 */
export function expectExplicitTag(image: string): void {
  const [, tag, digest] = /^(?:[^@]*\/)?[^/:@]+(?::([\w.-]+))?(@.*)?$/.exec(image) ?? []
  if (tag !== undefined && tag !== 'latest' && digest === undefined) return
  const problem =
    digest !== undefined
      ? 'has a digest, which an archive does not keep'
      : tag === undefined
        ? 'has no tag'
        : 'has the tag latest'
  throw new UsageError(
    `the image ${image} ${problem}`,
    'name it with the tag of one version, such as docker.io/istio/pilot:1.30.3; nothing was pulled',
  )
}

export function missingImage(engine: string, image: string, words: string): UnavailableError {
  const own = words.split('\n').filter((line) => line.trim() !== '')
  return new UnavailableError(
    `the image ${image} is not in ${engine}, and no registry gives it: ${own.at(-1) ?? 'no reason given'}`,
    `try \`${engine} pull ${image}\`; where there is no registry, give a folder of archives with --images`,
  )
}
