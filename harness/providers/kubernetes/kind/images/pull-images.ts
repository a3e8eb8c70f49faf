/** Pulls images with the container engine of this machine, so that the cluster itself needs no egress. */
import { messageOf, UnavailableError, UsageError } from '../../../../errors.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'

/** An image of a mesh has up to 300 MB, which takes minutes on a slow connection. */
const PULLED_WITHIN_MS = 900_000

/** Pulls the images that the engine does not have. @throws UsageError, UnavailableError naming the image and what to do */
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
 * "latest" may be another image tomorrow, and a node with an image tagged latest asks the registry although the image is loaded.
 * @throws UsageError
 */
export function expectExplicitTag(image: string): void {
  const [, tag, digest] = /^(?:[^@]*\/)?[^/:@]+(?::([\w.-]+))?(@.*)?$/.exec(image) ?? []
  if (tag !== undefined && tag !== 'latest' && digest === undefined) return
  const problem =
    digest !== undefined
      ? 'has a digest, which image archives do not store'
      : tag === undefined
        ? 'has no tag'
        : 'has the tag latest'
  throw new UsageError(
    `the image ${image} ${problem}`,
    'name it with the tag of one version, such as docker.io/istio/pilot:1.30.3; nothing was pulled',
  )
}

export function missingImage(engine: string, image: string, output: string): UnavailableError {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return new UnavailableError(
    `the image ${image} is not in ${engine}, and could not be pulled: ${lines.at(-1) ?? 'no reason given'}`,
    `try \`${engine} pull ${image}\`; without a registry, name a folder of image archives with --images`,
  )
}
