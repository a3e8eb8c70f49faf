/** Loads images into the nodes of a cluster before anything is installed: from archives, or from the container engine of this machine. */
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
import { hasImage, pullImages } from './pull-images.ts'

export interface ImagesOfCluster {
  /** Folder of archives; where given, no image is pulled. */
  folder?: string | undefined
  mesh: { name: string; images: readonly string[] }
  workload: { image: string }
  /** Image of databases; null where the scenario has none. */
  database?: string | null
  status: (text: string) => void
}

/**
 * Loads all images that the nodes will run. No temporary file is written: an image is streamed from the engine or the archive
 * into the node's store.
 * @throws UsageError for a folder without archives or an image without a version; UnavailableError for an image that is
 * neither in the engine nor in a registry; BenchError with the node's output
 */
export async function loadImages(cluster: KindCluster, wanted: ImagesOfCluster): Promise<void> {
  const { folder, mesh, workload, database = null, status } = wanted
  const archives = folder === undefined ? [] : archivesFor(folder, mesh.name)
  const ofDatabase = database === null ? [] : [database]
  const pulled = folder === undefined ? [...mesh.images, ...ofDatabase] : []
  await pullImages(cluster.engine, pulled, status)
  // Where nothing may be pulled, the database's image is in the engine or in an archive.
  const there = folder !== undefined && database !== null && (await hasImage(cluster.engine, database))
  const images = [workload.image, ...pulled, ...(there ? ofDatabase : [])]
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

/** The names of the images that a node has. */
export async function imagesOfNode(engine: ContainerEngine, node: string): Promise<string[]> {
  const names = await engine.exec(node, ['ctr', '--namespace', 'k8s.io', 'images', 'list', '--quiet'])
  return names.split('\n').filter((name) => name !== '' && !name.startsWith('sha256:'))
}

interface Source {
  bytes: Readable
  /** Rejects where the stream ended before all bytes were sent. */
  complete: Promise<void>
}

/** Streams images of the engine as one archive. */
function saved(engine: ContainerEngine, images: readonly string[]): Source {
  const several = engine.name === 'podman' && images.length > 1 ? ['--multi-image-archive'] : []
  const program = engine.start(['save', ...several, ...images], 'ignore')
  const stderr = text(program.stderr)
  return {
    bytes: program.stdout,
    complete: (async () => {
      const result = await program
      if (result.exitCode !== 0)
        throw new Error((await stderr).trim() || `${engine.name} ${howItEnded(result)}`)
    })(),
  }
}

/** An import may end before the blank end of an archive has arrived: it has all of it, and its exit code says so. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'EPIPE') throw error
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
  const output = Promise.all([text(program.stdout), text(program.stderr)])
  // When the import ends early, its exit code and output say why. The broken pipe adds nothing.
  const sent = await Promise.allSettled([pipeline(bytes, program.stdin!).catch(unlessClosed), complete])
  const result = await program
  const { exitCode } = result
  const [piped, completed] = sent.map((one) => (one.status === 'rejected' ? messageOf(one.reason) : ''))
  if (exitCode === 0 && sent.every(({ status }) => status === 'fulfilled')) return
  const own = exitCode === 0 ? piped : (await output)[1].trim() || `${engine.name} ${howItEnded(result)}`
  const reason = [completed, own].filter(Boolean).join('; ')
  throw new BenchError(
    `${what} could not be loaded into ${node}: ${reason.trim()}`,
    /no space left on device/i.test(reason)
      ? `the disk of ${engine.name} is full (ENOSPC): \`${engine.name} system df\` shows what uses it`
      : 'is the file an archive of images as `docker save` writes it, for the processor of this machine?',
  )
}

/** The containerd snapshotter of the node: overlayfs, or another where the host's file system does not support overlayfs. */
async function snapshotterOf({ engine, nodes }: KindCluster): Promise<string> {
  const config = await engine.exec(nodes[0]!, ['containerd', 'config', 'dump'])
  return /^\s*snapshotter = ["'](\w[\w-]*)["']/m.exec(config)?.[1] ?? 'overlayfs'
}
