/** Images into the nodes of a cluster, before anything is installed there: from archives, or from the host's engine. */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { BenchError, messageOf } from '../../../../errors.ts'
import { howItEnded } from '../../../../system/program.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'
import { archivesFor } from './image-archives.ts'
import type { KindCluster } from '../nodes/kind-cluster.ts'
import { pullImages } from './pull-images.ts'

export interface ImagesOfCluster {
  /** Folder of archives: nothing is pulled then. */
  folder?: string | undefined
  mesh: { name: string; images: readonly string[] }
  workload: { image: string }
  status: (text: string) => void
}

/**
 * Gives every node what it will run. Nothing is written in between: an image goes from the engine or the archive straight
 * into the node's store.
 * @throws UsageError for a folder without archives or a name without a version; UnavailableError for an image that cannot
 * be had; BenchError with the node's words
 */
export async function loadImages(cluster: KindCluster, wanted: ImagesOfCluster): Promise<void> {
  const { folder, mesh, workload, status } = wanted
  const archives = folder === undefined ? [] : archivesFor(folder, mesh.name)
  const pulled = folder === undefined ? mesh.images : []
  await pullImages(cluster.engine, pulled, status)
  const images = [workload.image, ...pulled]
  const snapshotter = await snapshotterOf(cluster)
  const intoNodes = async (what: string, source: () => Source) => {
    status(`loading ${what} into ${cluster.name}`)
    await Promise.all(
      cluster.nodes.map((node) => importInto(cluster.engine, { node, snapshotter, what }, source())),
    )
  }
  for (const archive of archives)
    await intoNodes(basename(archive), () => ({
      bytes: createReadStream(archive),
      complete: Promise.resolve(),
    }))
  await intoNodes(images.length === 1 ? 'services and client' : `${images.length} images`, () =>
    saved(cluster.engine, images),
  )
}

/** Names of the images a node has. */
export async function imagesOfNode(engine: ContainerEngine, node: string): Promise<string[]> {
  const names = await engine.exec(node, ['ctr', '--namespace', 'k8s.io', 'images', 'list', '--quiet'])
  return names.split('\n').filter((name) => name !== '' && !name.startsWith('sha256:'))
}

interface Source {
  bytes: Readable
  /** Rejects where the bytes were not all there are. */
  complete: Promise<void>
}

/** One archive of images that the engine has. */
function saved(engine: ContainerEngine, images: readonly string[]): Source {
  const several = engine.name === 'podman' && images.length > 1 ? ['--multi-image-archive'] : []
  const program = engine.start(['save', ...several, ...images], 'ignore')
  const words = text(program.stderr)
  return {
    bytes: program.stdout,
    complete: (async () => {
      const result = await program
      if (result.exitCode !== 0)
        throw new Error((await words).trim() || `${engine.name} ${howItEnded(result)}`)
    })(),
  }
}

async function importInto(
  engine: ContainerEngine,
  { node, snapshotter, what }: { node: string; snapshotter: string; what: string },
  { bytes, complete }: Source,
): Promise<void> {
  const program = engine.start(
    [
      ...['exec', '-i', node, 'ctr', '--namespace', 'k8s.io', 'images', 'import'],
      ...['--digests', '--snapshotter', snapshotter, '-'],
    ],
    'pipe',
  )
  const words = Promise.all([text(program.stdout), text(program.stderr)])
  // One that ended early tells why itself, by its exit code and words; the broken pipe adds nothing.
  const sent = await Promise.allSettled([pipeline(bytes, program.stdin!), complete])
  const result = await program
  const { exitCode } = result
  const [piped, completed] = sent.map((one) => (one.status === 'rejected' ? messageOf(one.reason) : ''))
  if (exitCode === 0 && sent.every(({ status }) => status === 'fulfilled')) return
  const own = exitCode === 0 ? piped : (await words)[1].trim() || `${engine.name} ${howItEnded(result)}`
  const reason = [completed, own].filter(Boolean).join('; ')
  throw new BenchError(
    `${what} could not be loaded into ${node}: ${reason.trim()}`,
    /no space left on device/i.test(reason)
      ? `the disk of ${engine.name} is full (ENOSPC): \`${engine.name} system df\` shows what takes it`
      : 'is it an archive of images, as `docker save` writes it, and of one for this processor?',
  )
}

/** How the node stores layers: overlayfs, or another where the host's file system bears none. */
async function snapshotterOf({ engine, nodes }: KindCluster): Promise<string> {
  const config = await engine.exec(nodes[0]!, ['containerd', 'config', 'dump'])
  return /^\s*snapshotter = ["'](\w[\w-]*)["']/m.exec(config)?.[1] ?? 'overlayfs'
}
