/** Runs `kind create cluster` and describes its failures. */
import { createInterface } from 'node:readline'
import { BenchError, UnavailableError } from '../../../../errors.ts'
import { startMortal } from '../../../../system/command.ts'
import { environment, type ContainerEngine } from '../../../../system/container-engine.ts'
import { howItEnded } from '../../../../system/program.ts'
import type { Cleanup } from '../../../../system/cleanup.ts'

export interface KindClusterRequest {
  engine: ContainerEngine
  name: string
  /** The text for `kind create cluster --config`. */
  config: string
  /** Replaces the image that the configuration pins. */
  nodeImage?: string | undefined
  /** Whether a missing node image may be pulled. */
  mayPull: boolean
  /** The credentials are written to this file; ~/.kube/config stays unchanged. */
  kubeconfigFile: string
  /** The nodes' logs are written to this folder when the cluster does not come up. */
  logDir: string
  cleanup: Cleanup
  status: (text: string) => void
  signal: AbortSignal
}

/** The line in which kind announces a step, without the pictures: " • Preparing nodes 📦  ...". */
const STEP = /^ • (.*?\S) +[^\w\s]/u

/** kind prints the reason after "ERROR", followed by pages of kubeadm's log and a stack trace. */
const LINES_SHOWN = 12
const NOISE = /^([IWEF]\d{4} |\t|\S+\(\S*\)$|[\w./-]+\.[\w.()*-]+$|Command Output:)/

/**
 * kind ends together with the harness, so that it does not go on making nodes after the run was killed and `clean` has run.
 * The nodes of a failed attempt stay, for their logs.
 * @throws UnavailableError, BenchError with kind's output; the signal's reason when it was aborted
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
  // When kind ends before it has read its input, its exit code tells why.
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

/** Turns kind's output into an error with advice. */
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
  const output = lines
    .slice(Math.max(from, 0))
    .filter((line) => line.trim() !== '' && !NOISE.test(line))
    .slice(0, LINES_SHOWN)
    .join('\n')
  const message = `kind could not create the cluster ${name} (${ended})${output && `:\n${output}`}`
  const [, image = nodeImage ?? 'the pinned one'] = /failed to pull image "([^"]+)"/.exec(output) ?? []
  if (/failed to pull image/.test(output))
    return new UnavailableError(
      `${message}\nthe node image ${image} is not in ${engine.name}, and could not be pulled`,
      `load one with \`${engine.name} load\`, and name it with --node-image NAME:TAG`,
    )
  if (/no space left on device/i.test(output))
    return new BenchError(
      `${message}\nthe disk of ${engine.name} is full (ENOSPC)`,
      `free some space: \`${engine.name} system df\` shows what uses it; the half-made cluster has been removed`,
    )
  return new BenchError(
    message,
    `its nodes' logs are in ${logDir}; the half-made cluster has been removed, so run again`,
  )
}
