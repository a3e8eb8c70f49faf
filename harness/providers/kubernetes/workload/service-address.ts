/** The address that the API server gave a service of an arm. */
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import type { ArmNames } from './arm-names.ts'

/** @returns the ClusterIP; only services that are addressed by it have one */
export async function serviceAddress(api: ClusterApi, names: ArmNames, name: string): Promise<string> {
  const namespace = names.namespaceOf(name)
  const { spec } = await atApi(
    `read service ${name}.${namespace}`,
    api.core.readNamespacedService({ name, namespace }),
  )
  return spec!.clusterIP!
}
