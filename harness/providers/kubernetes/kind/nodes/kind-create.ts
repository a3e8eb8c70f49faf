/** `kind create cluster`: runs it, and puts its failures into words. */
import { createInterface } from 'node:readline'
import { BenchError, UnavailableError } from '../../../../errors.ts'
import { startMortal } from '../../../../system/command.ts'
import { environment, type ContainerEngine } from '../../../../system/container-engine.ts'
import { howItEnded } from '../../../../system/program.ts'
import type { Cleanup } from '../../../../system/cleanup.ts'

export interface KindClusterRequest {
  engine: ContainerEngine
  name: string
  /** What `kind create cluster --config` reads. */
  config: string
  /** Takes the place of the image that the configuration pins. */
  nodeImage?: string | undefined
  /** Whether a node image that is not here may be pulled. */
  mayPull: boolean
  /** Gets the credentials; ~/.kube/config is left alone. */
  kubeconfigFile: string
  /** Gets the nodes' logs when the cluster does not come up. */
  logDir: string
  cleanup: Cleanup
  status: (text: string) => void
  signal: AbortSignal
}

/** A step that begins, without its pictures: " • Preparing nodes 📦  ...". */
const STEP = /^ • (.*?\S) +[^\w\s]/u

/** kind's reason comes after "ERROR", before pages of what kubeadm logged and its stack. */
const LINES_SHOWN = 12
const NOISE = /^([IWEF]\d{4} |\t|\S+\(\S*\)$|[\w./-]+\.[\w.()*-]+$|Command Output:)/

/**
 * Dies with the harness, so that a killed run does not go on making nodes behind the back of `clean`. Nodes of a failed
 * attempt are left, for their logs.
 * @throws UnavailableError, BenchError with kind's words; whatever the signal carries when it was aborted
 */
export async function runKindCreate(request: KindClusterRequest): Promise<void> {
  const { engine, name, nodeImage, kubeconfigFile, signal, status } = request
  const program = startMortal(
    [
      ...['kind', 'create', 'cluster', '--name', name, '--config', '-'],
      ...['--kubeconfig', kubeconfigFile, '--retain'],
      ...(nodeImage === undefined ? [] : ['--image', nodeImage]),
    ],
    { stdin: 'pipe', env: environment(engine.kindEnvironment) },
  )
  const abort = () => program.kill('SIGKILL')
  signal.addEventListener('abort', abort)
  const lines: string[] = []
  program.stdout.resume()
  createInterface({ input: program.stderr }).on('line', (line) => {
    lines.push(line)
    const [, step] = STEP.exec(line) ?? []
    if (step !== undefined) status(`kind cluster ${name}: ${step}`)
  })
  // A program that ended before it read is told of by its exit code.
  program.stdin?.on('error', () => undefined)
  program.stdin?.end(request.config)
  try {
    const result = await program
    signal.throwIfAborted()
    if (result.exitCode !== 0) throw creationFailure(request, lines, howItEnded(result))
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What a user can do about it, by kind's own words. */
export function creationFailure(
  {
    name,
    engine,
    nodeImage,
    logDir,
  }: Pick<KindClusterRequest, 'name' | 'nodeImage' | 'logDir'> & {
    engine: { name: string }
  },
  lines: string[],
  ended: string,
): BenchError {
  const from = lines.findIndex((line) => line.startsWith('ERROR'))
  const said = lines
    .slice(Math.max(from, 0))
    .filter((line) => line.trim() !== '' && !NOISE.test(line))
    .slice(0, LINES_SHOWN)
    .join('\n')
  const message = `kind could not create the cluster ${name} (${ended})${said && `:\n${said}`}`
  const [, image = nodeImage ?? 'the pinned one'] = /failed to pull image "([^"]+)"/.exec(said) ?? []
  if (/failed to pull image/.test(said))
    return new UnavailableError(
      `${message}\nthe node image ${image} is not in ${engine.name}, and no registry gives it`,
      `bring one with \`${engine.name} load\`, and name it with --node-image NAME:TAG`,
    )
  if (/no space left on device/i.test(said))
    return new BenchError(
      `${message}\nthe disk of ${engine.name} is full (ENOSPC)`,
      `free some space: \`${engine.name} system df\` shows what takes it; the half-made cluster has been removed`,
    )
  return new BenchError(
    message,
    `its nodes' logs are in ${logDir}; the half-made cluster has been removed, so run again`,
  )
}
