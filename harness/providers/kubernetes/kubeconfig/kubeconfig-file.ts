/** Where the credentials of an existing cluster are. */
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { ProviderOptions } from '../../provider.ts'

/** The file kubectl would read. */
export const kubeconfigFile = ({ kubeconfig }: ProviderOptions): string =>
  kubeconfig ?? process.env['KUBECONFIG']?.split(delimiter)[0] ?? join(homedir(), '.kube', 'config')
