/** Reads kubeconfig files as kubectl does: several files are merged, and the first file that has an entry of a name wins. */
import { KubeConfig } from '@kubernetes/client-node'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { messageOf, UsageError } from '../../../errors.ts'
import { writtenText } from '../../../yaml/written-text.ts'
import { didYouMean } from '../../../words/did-you-mean.ts'

const NOT_STARTED = 'nothing has been started'

/**
 * The kubeconfig files that kubectl would read.
 * @param named the value of --kubeconfig, which is then the only file
 * @throws UsageError where no file exists
 */
export function kubeconfigFiles(named?: string): string[] {
  if (named !== undefined) return [named]
  const listed = process.env['KUBECONFIG']?.split(delimiter).filter(Boolean) ?? []
  const paths = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')]
  // As in kubectl, missing files of a list are skipped.
  const files = paths.filter((file) => existsSync(file))
  if (files.length > 0) return files
  throw new UsageError(
    `there is no kubeconfig: ${paths.join(' and ')} ${paths.length === 1 ? 'does' : 'do'} not exist`,
    `name one with --kubeconfig${sudoHint()}; ${NOT_STARTED}`,
  )
}

/** Under sudo, HOME is root's, but users mean their own kubeconfig. */
const sudoHint = (): string =>
  process.env['SUDO_USER'] === undefined
    ? ''
    : `, since sudo has made HOME ${homedir()}: perhaps --kubeconfig ~${process.env['SUDO_USER']}/.kube/config`

/**
 * Merges the files into one configuration and sets its current context.
 * @param context the context to set; where absent, the files' current context
 * @throws UsageError naming the file that cannot be read, or the missing context together with the existing ones
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
      `${known.length === 0 ? 'the file has no context at all: name another file with --kubeconfig' : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`}; ${NOT_STARTED}`,
    )
  const { cluster, user } = config.getContextObject(chosen)!
  const lacking = config.getCluster(cluster)
    ? user !== '' && !config.getUser(user)
      ? `user ${user}`
      : null
    : `cluster ${cluster}`
  if (lacking !== null)
    throw new UsageError(
      `--context ${chosen} refers to the ${lacking}, which is missing or incomplete in ${where}`,
      `look at it with \`kubectl config view --context ${chosen} --minify\`; ${NOT_STARTED}`,
    )
  return config
}

/** An empty file counts as a kubeconfig without entries. Broken entries are dropped, since the user may not need them. */
function loadFile(file: string): KubeConfig {
  const advice = `correct it, or name another file with --kubeconfig; ${NOT_STARTED}`
  const config = new KubeConfig()
  if (writtenText(file, `the kubeconfig ${file}`, advice).trim() === '') return config
  try {
    config.loadFromFile(file, { onInvalidEntry: 'filter' })
  } catch (error) {
    const why =
      error instanceof TypeError ? 'it does not hold clusters, contexts and users' : messageOf(error)
    throw new UsageError(`the kubeconfig ${file} cannot be read: ${why}`, advice)
  }
  for (const cluster of config.getClusters())
    // Plain HTTP has no certificate to verify, but the library insists on this setting.
    if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true })
  for (const { exec } of config.getUsers() as { exec?: { command?: string } }[])
    // As in kubectl, a relative path starts in the folder of the file, and a bare name is looked up on the PATH.
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
