/** Finds the source of a chart for Helm: its public repository, or a file in a folder. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '../../../errors.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { Release } from '../mesh/schema.ts'

export interface ChartSource {
  /** Arguments of `helm upgrade` that name the chart. */
  arguments: string[]
  /** "istiod 1.0.0 instead of 1.30.3" where the version differs from the pinned one; null where it is the same. */
  otherVersion: string | null
}

/**
 * @param folder a folder of archives name-version.tgz; the archives of a mesh may be in a subfolder with the name of the mesh.
 * Null takes the chart from its repository.
 * @throws UsageError when the folder has no such chart, or several versions and none is the pinned one
 */
export function findChart(release: Release, mesh: string, folder: string | null): ChartSource {
  const { chart, repository, version } = release
  if (folder === null) {
    return repository.startsWith('oci://')
      ? { arguments: [`${repository}/${chart}`, '--version', version], otherVersion: null }
      : { arguments: [chart, '--repo', repository, '--version', version], otherVersion: null }
  }
  const folders = [join(folder, mesh), folder].filter((path) => existsSync(path))
  const archives = folders.flatMap((path) =>
    readdirSync(path)
      .filter((file) => versionIn(file, chart) !== null)
      .map((file) => join(path, file)),
  )
  const pinned = archives.find((file) => versionIn(basename(file), chart) === version)
  const found = pinned ?? (archives.length === 1 ? archives[0] : undefined)
  if (found === undefined)
    throw new UsageError(
      archives.length === 0
        ? `--charts ${folder} has no chart ${chart}-${version}.tgz, nor ${mesh}/${chart}-${version}.tgz in it`
        : `--charts ${folder} has several charts ${chart} and none is the pinned ${version}: ${archives.map((file) => basename(file)).join(', ')}`,
      `\`helm pull ${chart} --repo ${repository} --version ${version}\` fetches it on a machine with internet access`,
    )
  const foundVersion = versionIn(basename(found), chart)
  return {
    arguments: [found],
    otherVersion: foundVersion === version ? null : `${chart} ${foundVersion} instead of ${version}`,
  }
}

/** @throws UsageError for the first chart of these meshes that the folder does not have */
export function expectCharts(meshes: readonly LoadedMesh[], folder: string): void {
  for (const mesh of meshes) for (const release of mesh.releases) findChart(release, mesh.name, folder)
}

/** The version in a file name: "1.0.0" of "istiod-1.0.0.tgz". Null for the file of another chart. */
function versionIn(file: string, chart: string): string | null {
  const version = file.startsWith(`${chart}-`) && /^v?\d[\w.+-]*(?=\.tgz$)/.exec(file.slice(chart.length + 1))
  return version ? version[0] : null
}
