/** Checks whether kind and Helm are installed and new enough. */
import { run } from './command.ts'
import { probePrograms } from './probes.ts'

/** The version whose node image clusters/*.yaml pin. */
export const KIND_VERSION = 'v0.30.0'
/** The first version that supports node images with containerd 2, which all newer images have (release notes of kind). */
const LEAST_KIND = { major: 0, minor: 27 }
/** The first version with charts from OCI registries. */
const LEAST_HELM = { major: 3, minor: 8 }

const ANSWERS_WITHIN_MS = 10_000

/** @throws Error when kind is not installed, when another program has this name, or when kind is too old */
export async function probeKind(): Promise<void> {
  probePrograms(['kind'])
  const printed = await run('kind', ['version'], { timeoutMs: ANSWERS_WITHIN_MS })
  atLeast(LEAST_KIND, /^kind v(\d+)\.(\d+)/.exec(printed), printed)
}

/** @throws Error like `probeKind` */
export async function probeHelm(): Promise<void> {
  probePrograms(['helm'])
  const printed = await run('helm', ['version', '--template', '{{.Version}}'], {
    timeoutMs: ANSWERS_WITHIN_MS,
  })
  atLeast(LEAST_HELM, /^v(\d+)\.(\d+)/.exec(printed), printed)
}

function atLeast(
  least: { major: number; minor: number },
  found: RegExpExecArray | null,
  printed: string,
): void {
  if (!found) throw new Error(`it does not print a version: ${printed.slice(0, 100)}`)
  const [major, minor] = [Number(found[1]), Number(found[2])]
  if (major < least.major || (major === least.major && minor < least.minor))
    throw new Error(`it is ${found[0]}; at least ${least.major}.${least.minor} is needed`)
}
