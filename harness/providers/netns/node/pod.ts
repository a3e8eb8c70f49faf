/** A pod: a network namespace with one address, a cgroup for its app and its proxy, and its own /etc/resolv.conf. */
import { join } from 'node:path'
import { makeReadableFolder, writeReadableFile } from '../../../system/readable-files.ts'

export interface Pod {
  /** Name within the arm: the service's, the stranger's, "client" or "dns". */
  name: string
  namespace: string
  /** Whether a mesh injects its proxy: not into the infrastructure, nor into a stranger that is no member. */
  inMesh: boolean
  /** Name of its network namespace. */
  netns: string
  address: string
  mac: string
  /** Name of the node's end of its veth, inside the node namespace. */
  hostInterface: string
  /** cgroup2 directories of its program and of its proxy. */
  appCgroup: string
  proxyCgroup: string
  /** Folder with the pod's own files of /etc, which are mounted over the host's for programs of this pod. */
  etcDir: string
}

/** Files of /etc that each pod has of its own. With the host's files, names might not be resolved by the arm's DNS server. */
export const POD_ETC_FILES = ['resolv.conf', 'hosts', 'nsswitch.conf'] as const

/** Writes the pod's files of /etc as a kubelet would (search domains, ndots 5), and creates its cgroups. */
export function preparePod(pod: Pod, dnsAddress: string): void {
  for (const path of [pod.appCgroup, pod.proxyCgroup, pod.etcDir]) makeReadableFolder(path)
  const contents: Record<(typeof POD_ETC_FILES)[number], string> = {
    'resolv.conf': [
      `nameserver ${dnsAddress}`,
      `search ${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local`,
      'options ndots:5',
      '',
    ].join('\n'),
    // Only the pod's own name, not the service's: a pod that calls its own service must use the service address.
    hosts: `127.0.0.1 localhost\n${pod.address} ${pod.name}-0\n`,
    'nsswitch.conf': 'hosts: files dns\n',
  }
  for (const file of POD_ETC_FILES) writeReadableFile(join(pod.etcDir, file), contents[file])
}
