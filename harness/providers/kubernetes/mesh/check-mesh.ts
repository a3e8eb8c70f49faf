/** Checks what the schema of mesh.yaml cannot express: names must match each other, and files must exist. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { didYouMean } from '../../../words/did-you-mean.ts'
import type { Problem } from '../../../yaml/problem.ts'
import { checkPlaceholders } from './check-placeholders.ts'
import type { MeshProof, Read } from './proof-schema.ts'
import type { Mesh, MeshDatapath } from './schema.ts'
import type { Sight } from './sight-schema.ts'
import { sightsIn } from './sights.ts'

export interface MeshFolders {
  folder: string
  /** The folder of the kind cluster configurations. */
  clustersFolder: string
  /** Names of the datapaths of other meshes, each with its mesh. */
  takenDatapaths: ReadonlyMap<string, string>
}

/** @returns the problems of a mesh, each with its path in the document */
export function checkMesh(mesh: Mesh, folders: MeshFolders): Problem[] {
  return [
    ...checkName(mesh, folders),
    ...checkCluster(mesh, folders),
    ...filesOf(mesh).flatMap(({ path, file }) => missingFile(path, file, folders.folder)),
    ...mesh.datapaths.flatMap((datapath, n) => under(['datapaths', n], checkDatapath(mesh, datapath))),
    ...duplicateDatapaths(mesh, folders),
    ...checkPlaceholders(mesh, folders.folder),
  ]
}

const under = (above: PropertyKey[], problems: Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: [...above, ...problem.path] }))

function checkName({ name }: Mesh, { folder }: MeshFolders): Problem[] {
  const expected = basename(folder)
  if (name === expected) return []
  return [{ path: ['name'], message: `must be the name of its folder, ${expected}, but is ${name}` }]
}

function checkCluster({ cluster }: Mesh, { clustersFolder }: MeshFolders): Problem[] {
  const known = readdirSync(clustersFolder).filter((file) => file.endsWith('.yaml'))
  if (known.includes(cluster)) return []
  const message = `is not a file in clusters/ (${known.join(', ')})${didYouMean(cluster, known)}`
  return [{ path: ['cluster'], message }]
}

interface NamedFile {
  path: PropertyKey[]
  file: string
}

/** Every file that a mesh names, with its path in the document. */
function filesOf(mesh: Mesh): NamedFile[] {
  const list = (path: PropertyKey[], files: readonly string[]): NamedFile[] =>
    files.map((file, n) => ({ path: [...path, n], file }))
  const byRelease = (path: PropertyKey[], files: Record<string, string[]> = {}): NamedFile[] =>
    Object.entries(files).flatMap(([release, values]) => list([...path, release], values))
  return [
    ...list(['manifests'], mesh.manifests),
    ...list(['after'], mesh.after),
    ...mesh.releases.flatMap(({ values }, n) => list(['releases', n, 'values'], values)),
    ...mesh.datapaths.flatMap((datapath, n) => {
      const path = ['datapaths', n]
      const enable = datapath.flows?.enable
      return [
        ...byRelease([...path, 'values'], datapath.values),
        ...sightsIn(datapath).flatMap(([seen, sight]) => [
          ...byRelease([...path, 'seeing', seen, 'values'], sight.values),
          ...list([...path, 'seeing', seen, 'manifests'], sight.manifests),
        ]),
        ...list([...path, 'manifests'], datapath.manifests),
        ...list([...path, 'serviceManifests'], datapath.serviceManifests),
        ...list([...path, 'policyManifests'], datapath.policyManifests),
        ...list([...path, 'databasePolicyManifests'], datapath.databasePolicyManifests),
        ...(enable === undefined ? [] : [{ path: [...path, 'flows', 'enable'], file: enable }]),
      ]
    }),
  ]
}

function missingFile(path: PropertyKey[], file: string, folder: string): Problem[] {
  const found = statSync(join(folder, file), { throwIfNoEntry: false })
  if (found?.isFile()) return []
  if (found) return [{ path, message: `is ${file}, which is no file but a folder, a device or a pipe` }]
  const known = readdirSync(folder, { recursive: true }).map(String)
  return [{ path, message: `is ${file}, which does not exist${didYouMean(file, known)}` }]
}

function checkDatapath(mesh: Mesh, datapath: MeshDatapath): Problem[] {
  const { capability, policyManifests, allowedAs, values, proofs, retries, flows } = datapath
  const enforces = capability.enforcesL4Policy || capability.enforcesL7Policy
  const hasPolicy = policyManifests.length > 0
  return [
    ...unknownReleases(mesh, ['values'], values),
    ...sightsIn(datapath).flatMap(([seen, sight]) => checkSight(mesh, ['seeing', seen], sight)),
    ...proofs.flatMap((proof, n) =>
      under(['proofs', n], [...checkProof(mesh, proof), ...checkWire(proof, capability.encrypts)]),
    ),
    ...(retries
      ? [
          ...unknownComponent(mesh, ['retries', 'read'], retries.read),
          ...checkGroups(['retries', 'sum'], retries.sum),
        ]
      : []),
    ...(flows && ('exec' in flows.from || 'log' in flows.from)
      ? unknownComponent(mesh, ['flows', 'from'], flows.from)
      : []),
    ...(enforces && !hasPolicy
      ? [
          {
            path: ['policyManifests'],
            message: 'must not be empty: capability says that the datapath enforces policy',
          },
        ]
      : []),
    ...(!enforces && hasPolicy
      ? [
          {
            path: ['policyManifests'],
            message: 'is not empty, but capability says that the datapath enforces no policy',
          },
        ]
      : []),
    ...(hasPolicy && allowedAs === undefined
      ? [
          {
            path: ['allowedAs'],
            message: 'is missing: it says what {allowed} stands for in the policy manifests',
          },
        ]
      : []),
  ]
}

function checkSight(mesh: Mesh, path: PropertyKey[], { values, counts }: Sight): Problem[] {
  const checkReading = (at: PropertyKey, { read, sum }: { read: Read; sum: string }) => [
    ...unknownComponent(mesh, [...path, 'counts', at, 'read'], read),
    ...checkGroups([...path, 'counts', at, 'sum'], sum),
  ]
  const readings =
    counts === undefined
      ? []
      : counts.by === 'the source itself'
        ? [
            ...unknownComponent(mesh, [...path, 'counts', 'read'], counts.read),
            ...checkGroups([...path, 'counts', 'sum'], counts.sum),
            ...('read' in counts.lost ? checkReading('lost', counts.lost) : []),
          ]
        : counts.by === 'scrapes'
          ? []
          : checkReading('taken', counts.taken)
  return [...unknownReleases(mesh, [...path, 'values'], values), ...readings]
}

function checkProof(mesh: Mesh, proof: MeshProof): Problem[] {
  if (proof.proof === 'counter')
    return [...unknownComponent(mesh, ['read'], proof.read), ...checkGroups(['sum'], proof.sum)]
  return proof.proof === 'state' ? unknownComponent(mesh, ['read'], proof.read) : []
}

/** A report credits encryption where the wire was proved unreadable, so claim and capability must agree. */
const checkWire = (proof: MeshProof, encrypts: boolean): Problem[] =>
  proof.proof === 'wire' && proof.readable === encrypts
    ? [
        {
          path: ['readable'],
          message: `is ${String(proof.readable)}, but capability says that the datapath ${encrypts ? 'encrypts' : 'does not encrypt'}`,
        },
      ]
    : []

function unknownReleases(mesh: Mesh, path: PropertyKey[], values: Record<string, unknown>): Problem[] {
  const known = mesh.releases.map(({ name }) => name)
  return Object.keys(values)
    .filter((release) => !known.includes(release))
    .map((key) => ({
      path,
      key,
      message: `is not a release of this mesh (${known.join(', ') || 'it has none'})${didYouMean(key, known)}`,
    }))
}

function unknownComponent(
  mesh: Mesh,
  path: PropertyKey[],
  read: Read | { exec: { component: string } } | { log: { component?: string | undefined } },
): Problem[] {
  const [kind, asked] =
    'exec' in read
      ? ['exec', read.exec.component]
      : 'log' in read
        ? ['log', read.log.component]
        : 'admin' in read
          ? ['admin', read.admin.component]
          : ['node']
  const known = mesh.components.map(({ name }) => name)
  if (asked === undefined || known.includes(asked)) return []
  const message = `names ${asked}, which is not a component of this mesh (${known.join(', ') || 'it has none'})${didYouMean(asked, known)}`
  return [{ path: [...path, kind, 'component'], message }]
}

/** A pattern for sums must have exactly one group, which matches the numbers. */
function checkGroups(path: PropertyKey[], pattern: string): Problem[] {
  const count = new RegExp(`${pattern}|`).exec('')!.length - 1
  if (count === 1) return []
  return [{ path, message: `must have one group, whose numbers are summed, but has ${count}` }]
}

/** Finds datapaths whose name is used twice, in this mesh or in another one. */
function duplicateDatapaths({ name, datapaths }: Mesh, { takenDatapaths }: MeshFolders): Problem[] {
  const names = datapaths.map((datapath) => datapath.name)
  return names.flatMap((datapath, n) => {
    const other = names.indexOf(datapath) < n ? name : takenDatapaths.get(datapath)
    if (other === undefined) return []
    return [
      { path: ['datapaths', n, 'name'], message: `is ${datapath}, which the mesh ${other} already has` },
    ]
  })
}
