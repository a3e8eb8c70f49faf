/** `--images DIR`: selects the archives in the folder that a cluster gets. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../../../errors.ts'

/** The output of `docker save` or `podman save`, plain or compressed. */
const ARCHIVE = /\.tar(\.gz)?$/

/**
 * Archives directly in the folder are for every cluster. Archives in a subfolder with the name of a mesh are only for clusters of
 * that mesh, because loading takes seconds and a cluster needs only the images that it runs.
 * @throws UsageError when neither the folder nor a subfolder has an archive
 */
export function archivesFor(folder: string, mesh: string): string[] {
  expectArchives(folder)
  return [...archivesIn(folder), ...archivesIn(join(folder, mesh))]
}

/** @throws UsageError when the folder does not exist, or neither it nor a subfolder has an archive */
export function expectArchives(folder: string): void {
  if (!existsSync(folder))
    throw new UsageError(
      `--images ${folder} does not exist`,
      'name the folder that holds the image archives; nothing has been started',
    )
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  if ([folder, ...folders.map(({ name }) => join(folder, name))].some((path) => archivesIn(path).length > 0))
    return
  throw new UsageError(
    `--images ${folder} holds no image archive (*.tar, *.tar.gz), nor does a folder in it`,
    '`docker save NAME:TAG --output FILE.tar` writes one, on a machine that has the image',
  )
}

function archivesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => ARCHIVE.test(file))
    .toSorted()
    .map((file) => join(folder, file))
}
