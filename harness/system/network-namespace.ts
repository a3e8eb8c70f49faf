/** Runs commands inside a network namespace of this machine. */
import { join } from 'node:path'
import { run } from './command.ts'

/** Folder in which `ip netns` keeps the names of namespaces. */
export const NETNS_FOLDER = '/run/netns'

/** Path of a namespace that `ip netns` made. */
export const netnsPath = (netns: string): string => join(NETNS_FOLDER, netns)

/**
 * Returns program and arguments of a command that runs in the namespace at this path (`/run/netns/<name>`, `/proc/<pid>/ns/net`),
 * for `run` and similar functions.
 */
export const inNetworkNamespace = (path: string, command: readonly string[]): [string, string[]] => [
  'nsenter',
  [`--net=${path}`, ...command],
]

/** Like `inNetworkNamespace`, for a namespace that `ip netns` made, by its name. */
export const inNetns = (netns: string, command: readonly string[]): [string, string[]] =>
  inNetworkNamespace(netnsPath(netns), command)

/** Sets kernel settings of a namespace, such as `net.ipv4.ip_forward=1`. @throws BenchError with the kernel's reason */
export const setSysctls = (netns: string, settings: readonly string[]): Promise<string> =>
  run(...inNetns(netns, ['sysctl', '-qw', ...settings]))
