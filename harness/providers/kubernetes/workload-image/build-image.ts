/** Builds the image of services and client from this checkout. The tag of the image is a hash of its content. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, messageOf, UnavailableError } from '../../../errors.ts'
import type { ContainerEngine } from '../../../system/container-engine.ts'
import { makeBuildContext } from './build-context.ts'

/** localhost is no registry, so no engine and no node tries to pull the image. */
const NAME = 'localhost/hopbench/workload'
/** The full name, as in the Dockerfile: Podman does not add a registry to a short name. */
const BASE = 'docker.io/library/node:24-bookworm-slim'

/** The base image has 80 MB, which takes minutes on a slow connection. */
const PULLED_WITHIN_MS = 600_000
/** A build only copies files and takes seconds. */
const BUILT_WITHIN_MS = 120_000

export interface WorkloadImage {
  /** Name and tag; the tag is a hash of the content. */
  image: string
}

/**
 * Builds the image unless the engine has it.
 * @param folder a folder of the run, which holds the build context during the build
 * @param mayPull whether the base image may be pulled
 * @throws UnavailableError when the base image is missing and cannot be pulled; BenchError with the builder's output
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
        (error: unknown) => `it could not be pulled: ${lastLines(messageOf(error), 1)}`,
      )
    : 'a run with --images pulls nothing'
  if (why === null) return
  throw new UnavailableError(
    `the image of services and client starts from ${BASE}, which is not in ${engine.name}, and ${why}`,
    `copy the image: \`${engine.name} save ${BASE} --output node.tar\` on a machine that has it, then \`${engine.name} load --input node.tar\` here`,
  )
}

/** Environment for Docker's builder: the old builder where buildx is not installed, and no attestations, which image archives cannot store. */
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
      `\`${engine} system df\` shows what uses it`,
    )
  return new BenchError(
    `the image of services and client cannot be built:\n${lastLines(output, 5)}`,
    'the lines above come from the builder; its input was clusters/workload/Dockerfile',
  )
}

/** The last lines of the output, without Docker's deprecation warnings. */
const lastLines = (output: string, lines: number): string =>
  output
    .split('\n')
    .filter(
      (line) => line.trim() !== '' && !/^DEPRECATED|legacy builder|BuildKit|environment-variable/.test(line),
    )
    .slice(-lines)
    .join('\n')
