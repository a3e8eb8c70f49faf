/** `--images DIR`: which archives of that folder a cluster gets. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../../../errors.ts'

/** What `docker save` and `podman save` write, as it is or packed. */
const ARCHIVE = /\.tar(\.gz)?$/

/**
 * Archives that lie in the folder itself are for every cluster; those in a folder of a mesh's name in it for the clusters
 * of that mesh only: a cluster needs what it runs, and loading takes seconds.
 * @throws UsageError when there is no archive anywhere in it
 */
export function archivesFor(folder: string, mesh: string): string[] {
  expectArchives(folder)
  return [...archivesIn(folder), ...archivesIn(join(folder, mesh))]
}

/** @throws UsageError when there is no such folder, or no archive anywhere in it */
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
    '`docker save NAME:TAG --output FILE.tar` writes one, where the image is',
  )
}

function archivesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => ARCHIVE.test(file))
    .toSorted()
    .map((file) => join(folder, file))
}
