/** That a server could not be reached or understood at all: where it should be, by which way, and what to do. */
import { messageOf } from '../../../errors.ts'

export interface ApiServer {
  /** Name of the cluster in the kubeconfig. */
  cluster: string
  server: string
  /** `proxy-url` of that cluster. */
  proxy: string | null
}

export class NoAnswer extends Error {
  readonly advice: string

  constructor(apiServer: ApiServer, cause: unknown) {
    const reasons = reasonsOf(cause)
    const way = apiServer.proxy === null ? '' : ` through its proxy-url ${apiServer.proxy}`
    super(`no answer from ${apiServer.server} (cluster ${apiServer.cluster})${way}: ${describeReasons(reasons)}`, { cause })
    this.advice = adviceFor(apiServer, reasons)
  }
}

interface Reason {
  code: string
  message: string
}

/** undici says "fetch failed" and keeps the reasons within: one for each address that was tried. */
function reasonsOf(error: unknown): Reason[] {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.flatMap(reasonsOf)
  const { cause, code } = (error ?? {}) as { cause?: unknown; code?: string }
  if (cause) return reasonsOf(cause)
  return [{ code: code ?? '', message: messageOf(error) }]
}

const describeReasons = (reasons: Reason[]): string =>
  [
    ...new Set(reasons.map(({ code, message }) => (message.includes(code) ? message : `${code} ${message}`))),
  ].join('; ')

function adviceFor({ cluster, server, proxy }: ApiServer, reasons: Reason[]): string {
  const has = (pattern: RegExp) => reasons.some(({ code, message }) => pattern.test(`${code} ${message}`))
  if (has(/ENOTFOUND|EAI_AGAIN/))
    return `the name does not resolve on this machine: is it spelt right in the kubeconfig, and does it take a VPN?${ofEnvironment(proxy)}`
  if (has(/CERT|certificate|altname/i))
    return `the kubeconfig’s certificate-authority or tls-server-name of the cluster ${cluster} is not that of this server`
  if (proxy !== null)
    return `is the proxy up, and does it let through to ${server}? It is the proxy-url of the cluster ${cluster} in the kubeconfig`
  return `is the API server up, and is it the right one? \`kind get clusters\` and the kubeconfig file tell${ofEnvironment(proxy)}`
}

/** kubectl would have taken it. */
function ofEnvironment(proxy: string | null): string {
  const variable = ['HTTPS_PROXY', 'https_proxy'].find((name) => process.env[name])
  return proxy !== null || variable === undefined
    ? ''
    : `; ${variable} is set, which hopbench does not take for clusters: where the way leads through it, write it as the cluster’s proxy-url`
}
