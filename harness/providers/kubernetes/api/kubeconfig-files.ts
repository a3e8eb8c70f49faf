/** Kubeconfig files, read as kubectl reads them: several are one, of which the first to name something wins. */
import { KubeConfig } from '@kubernetes/client-node'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { messageOf, UsageError } from '../../../errors.ts'
import { didYouMean } from '../../../words/did-you-mean.ts'

const NOT_STARTED = 'nothing has been started'

/**
 * The files that kubectl would read.
 * @param named by --kubeconfig; then it is the only one
 * @throws UsageError where there is none
 */
export function kubeconfigFiles(named?: string): string[] {
  if (named !== undefined) return [named]
  const listed = process.env['KUBECONFIG']?.split(delimiter).filter(Boolean) ?? []
  const paths = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')]
  // Of a list, those that are not there are left out.
  const files = paths.filter((file) => existsSync(file))
  if (files.length > 0) return files
  throw new UsageError(
    `there is no kubeconfig: ${paths.join(' and ')} ${paths.length === 1 ? 'does' : 'do'} not exist`,
    `name one with --kubeconfig${sudoHint()}; ${NOT_STARTED}`,
  )
}

/** Whoever runs `sudo` means their own files. */
const sudoHint = (): string =>
  process.env['SUDO_USER'] === undefined
    ? ''
    : `, since sudo has made HOME ${homedir()}: perhaps --kubeconfig ~${process.env['SUDO_USER']}/.kube/config`

/**
 * Reads the files into one configuration whose current context is the one asked for.
 * @param context theirs where absent
 * @throws UsageError naming the file that cannot be read, or the context that is not there, with those that are
 */
export function loadKubeconfig(files: readonly string[], context?: string): KubeConfig {
  const config = merged(files.map(loadFile))
  if (context !== undefined) config.setCurrentContext(context)
  const chosen = config.getCurrentContext()
  const where = files.join(' and ')
  const known = config.getContexts().map(({ name }) => name)
  if (!known.includes(chosen))
    throw new UsageError(
      `--context ${chosen}: ${where} ${files.length === 1 ? 'has' : 'have'} no such context${didYouMean(chosen, known)}`,
      `${known.length === 0 ? 'there is none at all: name another file with --kubeconfig' : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`}; ${NOT_STARTED}`,
    )
  const { cluster, user } = config.getContextObject(chosen)!
  const lacking = config.getCluster(cluster)
    ? user !== '' && !config.getUser(user)
      ? `user ${user}`
      : null
    : `cluster ${cluster}`
  if (lacking !== null)
    throw new UsageError(
      `--context ${chosen} is of the ${lacking}, which ${where} ${files.length === 1 ? 'has' : 'have'} not, or not whole`,
      `look at it with \`kubectl config view --context ${chosen} --minify\`; ${NOT_STARTED}`,
    )
  return config
}

/** One that is empty is one without entries. Entries that are broken are nobody's who asks for others. */
function loadFile(file: string): KubeConfig {
  const config = new KubeConfig()
  try {
    if (readFileSync(file, 'utf8').trim() === '') return config
    config.loadFromFile(file, { onInvalidEntry: 'filter' })
  } catch (error) {
    const why =
      error instanceof TypeError ? 'it is no mapping of clusters, contexts and users' : messageOf(error)
    throw new UsageError(
      `the kubeconfig ${file} cannot be read: ${why}`,
      `mend it, or name another with --kubeconfig; ${NOT_STARTED}`,
    )
  }
  for (const cluster of config.getClusters())
    // There is nothing to verify, and the library wants that said.
    if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true })
  for (const { exec } of config.getUsers() as { exec?: { command?: string } }[])
    // As kubectl has it: a path is from the folder of the file, a bare name is looked for on the PATH.
    if (exec?.command?.includes('/') && !isAbsolute(exec.command))
      exec.command = join(dirname(file), exec.command)
  return config
}

function merged(configs: KubeConfig[]): KubeConfig {
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: firstOfEach(configs.flatMap((one) => one.getClusters())),
    users: firstOfEach(configs.flatMap((one) => one.getUsers())),
    contexts: firstOfEach(configs.flatMap((one) => one.getContexts())),
    currentContext: configs.map((one) => one.getCurrentContext()).find(Boolean) ?? '',
  })
  return config
}

const firstOfEach = <Named extends { name: string }>(entries: Named[]): Named[] =>
  entries.filter(({ name }, index) => entries.findIndex((other) => other.name === name) === index)
