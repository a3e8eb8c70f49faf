/** The error for an API server that gave no usable answer. It names the server and the proxy, and says what to do. */
import { messageOf } from '../../../errors.ts'

export interface ApiServer {
  /** Name of the cluster in the kubeconfig. */
  cluster: string
  server: string
  /** `proxy-url` of the cluster; null where it has none. */
  proxy: string | null
}

export class NoAnswer extends Error {
  readonly advice: string

  constructor(apiServer: ApiServer, cause: unknown) {
    const reasons = reasonsOf(cause)
    const way = apiServer.proxy === null ? '' : ` through its proxy-url ${apiServer.proxy}`
    super(
      `no answer from ${apiServer.server} (cluster ${apiServer.cluster})${way}: ${describeReasons(reasons)}`,
      { cause },
    )
    this.advice = adviceFor(apiServer, reasons)
  }
}

interface Reason {
  code: string
  message: string
}

/** undici says "fetch failed" and hides the reasons in `cause` and `errors`: one for each address it tried. */
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
    return `the name does not resolve on this machine: is it spelt right in the kubeconfig, and do you need a VPN?${environmentProxyHint(proxy)}`
  if (has(/CERT|certificate|altname/i))
    return `the certificate-authority or tls-server-name of the cluster ${cluster} in the kubeconfig does not match this server`
  if (proxy !== null)
    return `is the proxy up, and does it forward to ${server}? The proxy is the proxy-url of the cluster ${cluster} in the kubeconfig`
  return `is the API server up, and is it the right one? check \`kind get clusters\` and the kubeconfig file${environmentProxyHint(proxy)}`
}

/** A hint where HTTPS_PROXY is set, because kubectl would use it and hopbench does not. */
function environmentProxyHint(proxy: string | null): string {
  const variable = ['HTTPS_PROXY', 'https_proxy'].find((name) => process.env[name])
  return proxy !== null || variable === undefined
    ? ''
    : `; ${variable} is set, but hopbench does not use it for clusters: if the cluster is behind this proxy, set it as the cluster’s proxy-url`
}
