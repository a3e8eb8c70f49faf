/**
 * Credentials from a program that the kubeconfig names for a user, such as `aws`. The program is run as kubectl runs it. When
 * it fails, the error names everything the failure depends on; the library's own error has only the program's last output.
 */
import type { KubeConfig, User } from '@kubernetes/client-node'
import type { RequestOptions } from 'node:https'
import { ExecaError } from 'execa'
import { BenchError, messageOf, UnavailableError } from '../../../errors.ts'
import { run } from '../../../system/command.ts'

/** `users[].user.exec` of a kubeconfig. */
interface CredentialProgram {
  apiVersion?: string
  command: string
  args?: string[] | null
  env?: { name: string; value: string }[] | null
  installHint?: string
}

interface Credentials {
  token?: string
  clientCertificateData?: string
  clientKeyData?: string
  expirationTimestamp?: string
}

type Authenticator = Parameters<KubeConfig['addAuthenticator']>[0]

/** Long, because some programs open a browser or call a second program. */
const ANSWERS_WITHIN_MS = 60_000
/** Credentials are renewed this long before they expire. */
const EARLIER_MS = 10_000
const MOST_ERROR_CHARACTERS = 600

/** Makes the configuration get credentials from its users' programs through this module. */
export function useCredentialPrograms(config: KubeConfig): void {
  config.addAuthenticator(new ProgramCredentials())
  for (const user of config.getUsers() as { exec?: unknown; authProvider?: unknown }[]) {
    if (!user.exec) continue
    // The library does not know this provider name, so it calls the authenticator added above.
    user.authProvider = { name: PROVIDER, config: { program: user.exec } }
    delete user.exec
  }
}

const PROVIDER = 'a program'

class ProgramCredentials implements Authenticator {
  readonly #known = new Map<string, Promise<Credentials>>()

  isAuthProvider(user: User): boolean {
    return (user.authProvider as { name?: string } | undefined)?.name === PROVIDER
  }

  async applyAuthentication(user: User, options: RequestOptions): Promise<void> {
    const { token, clientCertificateData, clientKeyData } = await this.#credentialsOf(user)
    if (clientCertificateData !== undefined) options.cert = clientCertificateData
    if (clientKeyData !== undefined) options.key = clientKeyData
    if (token !== undefined) Object.assign((options.headers ??= {}), { Authorization: `Bearer ${token}` })
  }

  /** Runs the program once for all requests, and again when the credentials are about to expire. */
  async #credentialsOf(user: User): Promise<Credentials> {
    const known = this.#known.get(user.name)
    if (known !== undefined && !isStale(await known)) return known
    const { program } = (user.authProvider as { config: { program: CredentialProgram } }).config
    const asked = runProgram(user.name, program)
    this.#known.set(user.name, asked)
    asked.catch(() => this.#known.delete(user.name))
    return asked
  }
}

const isStale = ({ expirationTimestamp }: Credentials): boolean =>
  expirationTimestamp !== undefined && Date.parse(expirationTimestamp) - EARLIER_MS < Date.now()

/** @throws UnavailableError naming the user, the program, its output, HOME and PATH */
async function runProgram(user: string, program: CredentialProgram): Promise<Credentials> {
  const { command, args, env, apiVersion = 'client.authentication.k8s.io/v1' } = program
  const ofUser = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]))
  const question = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  let answer: string
  try {
    answer = await run(command, args ?? [], {
      env: { KUBERNETES_EXEC_INFO: JSON.stringify(question), ...ofUser },
      timeoutMs: ANSWERS_WITHIN_MS,
    })
  } catch (error) {
    throw failure(user, program, error)
  }
  const credentials = credentialsIn(answer)
  if (credentials) return credentials
  throw new UnavailableError(
    `the program \`${command}\` gives no credentials for the kubeconfig’s user ${user}: its output is not an ExecCredential with a token or certificate`,
    `run it by hand: \`${[command, ...(args ?? [])].join(' ')}\``,
  )
}

function credentialsIn(answer: string): Credentials | null {
  try {
    const { status } = JSON.parse(answer) as { status?: Credentials }
    return status?.token || status?.clientCertificateData ? status : null
  } catch {
    return null
  }
}

function failure(
  user: string,
  { command, args, installHint }: CredentialProgram,
  error: unknown,
): BenchError {
  const cause = error instanceof BenchError ? error.cause : null
  const asked = `the program \`${command}\`, which the kubeconfig’s user ${user} takes credentials from,`
  const hint = installHint?.trim() ? `; the install hint in the kubeconfig says: ${installHint.trim()}` : ''
  const path = `PATH is ${process.env['PATH'] ?? ''}`
  if (cause instanceof ExecaError && cause.code === 'ENOENT')
    return new UnavailableError(
      `${asked} was not found; ${path}`,
      `install it, or put its folder on the PATH${hint}${sudoHint()}`,
    )
  const output =
    cause instanceof ExecaError ? String(cause.stderr).trim() || cause.shortMessage : messageOf(error)
  return new UnavailableError(
    `${asked} failed: ${output.slice(0, MOST_ERROR_CHARACTERS)}\nHOME is ${process.env['HOME'] ?? ''}, ${path}`,
    `run it by hand: \`${[command, ...(args ?? [])].join(' ')}\`${hint}${sudoHint()}`,
  )
}

/** A program that works for a user may fail for root, because sudo resets PATH and HOME. */
const sudoHint = (): string =>
  process.getuid?.() === 0
    ? '; sudo resets PATH and HOME: `sudo env PATH="$PATH" HOME="$HOME" npm run …` keeps yours, and an existing cluster needs no root'
    : ''
