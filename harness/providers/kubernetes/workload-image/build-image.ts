/** The image of services and client: built from this checkout, named after what is in it. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, messageOf, UnavailableError } from '../../../errors.ts'
import type { ContainerEngine } from '../../../system/container-engine.ts'
import { makeBuildContext } from './build-context.ts'

/** In no registry: no engine and no node would ask one for it. */
const NAME = 'localhost/hopbench/workload'
/** In full, as in the Dockerfile: Podman takes a short name for no registry's. */
const BASE = 'docker.io/library/node:24-bookworm-slim'

/** The base image has 80 MB: minutes on a slow line. */
const PULLED_WITHIN_MS = 600_000
/** Seconds: files are copied. */
const BUILT_WITHIN_MS = 120_000

export interface WorkloadImage {
  /** Name and tag; the tag is a hash of what is in it. */
  image: string
}

/**
 * Builds it unless the engine has it.
 * @param folder of the run's: the build context is in it meanwhile
 * @param mayPull whether a registry may be asked for the base image
 * @throws UnavailableError when the base image cannot be had; BenchError with the builder's output
 */
export async function buildWorkloadImage(
  engine: ContainerEngine,
  folder: string,
  mayPull: boolean,
): Promise<WorkloadImage> {
  const context = join(folder, 'workload-image')
  mkdirSync(context, { recursive: true })
  try {
    const image = `${NAME}:${makeBuildContext(context)}`
    if (await has(engine, image)) return { image }
    await expectBase(engine, mayPull)
    await engine
      .run(['build', '--quiet', '--tag', image, context], {
        timeoutMs: BUILT_WITHIN_MS,
        env: await builderOf(engine),
      })
      .catch((error: unknown) => {
        throw buildFailure(engine.name, messageOf(error))
      })
    return { image }
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

const has = (engine: ContainerEngine, image: string): Promise<boolean> =>
  engine.run(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  )

async function expectBase(engine: ContainerEngine, mayPull: boolean): Promise<void> {
  if (await has(engine, BASE)) return
  const why = mayPull
    ? await engine.run(['pull', BASE], { timeoutMs: PULLED_WITHIN_MS }).then(
        () => null,
        (error: unknown) => `no registry gives it: ${lastLines(messageOf(error), 1)}`,
      )
    : 'nothing is pulled in a run with --images'
  if (why === null) return
  throw new UnavailableError(
    `the image of services and client starts from ${BASE}, which is not in ${engine.name}, and ${why}`,
    `bring it: \`${engine.name} save ${BASE} --output node.tar\` where it is, then \`${engine.name} load --input node.tar\` here`,
  )
}

/** Docker's own builder where the newer one is not installed; and no attestations, which an archive cannot carry. */
async function builderOf(engine: ContainerEngine): Promise<Record<string, string>> {
  const hasBuildx =
    engine.name === 'docker' &&
    (await engine.run(['buildx', 'version']).then(
      () => true,
      () => false,
    ))
  return hasBuildx ? { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' } : { DOCKER_BUILDKIT: '0' }
}

function buildFailure(engine: string, output: string): BenchError {
  if (/no space left on device/i.test(output))
    return new BenchError(
      `the disk of ${engine} is full (ENOSPC): the image of services and client cannot be built`,
      `\`${engine} system df\` shows what takes it`,
    )
  return new BenchError(
    `the image of services and client cannot be built:\n${lastLines(output, 5)}`,
    "the lines above are the builder's; clusters/workload/Dockerfile is what it was given",
  )
}

/** Without what Docker says of its own future. */
const lastLines = (output: string, lines: number): string =>
  output
    .split('\n')
    .filter(
      (line) => line.trim() !== '' && !/^DEPRECATED|legacy builder|BuildKit|environment-variable/.test(line),
    )
    .slice(-lines)
    .join('\n')
