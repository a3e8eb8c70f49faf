/** A connection to the API server of one cluster, which counts its requests. */
import {
  AppsV1Api,
  CoreV1Api,
  createConfiguration,
  ServerConfiguration,
  setHeaderMiddleware,
  VersionApi,
  wrapHttpLibrary,
  type KubeConfig,
} from '@kubernetes/client-node'
import { BenchError, messageOf, UnavailableError } from '../../../errors.ts'
import { loadKubeconfig } from './kubeconfig-files.ts'
import { NoAnswer, type ApiServer } from './no-answer.ts'
import { PlainObjects } from './plain-objects.ts'
import { useCredentialPrograms } from './program-credentials.ts'

export interface ClusterApi {
  kubeConfig: KubeConfig
  core: CoreV1Api
  apps: AppsV1Api
  version: VersionApi
  /** Reads and writes objects of any kind, by apiVersion and kind. */
  objects: PlainObjects
  /** The number of requests so far: calls, watches, and streams of exec and port-forward. */
  requests(): number
}

/**
 * Prepares a connection from kubeconfig files; sends no request yet. A proxy is used only where the kubeconfig has a
 * `proxy-url`. HTTPS_PROXY is ignored, since that proxy is for the internet.
 * @param context name in the files; their current context where absent
 * @throws UsageError when a file or the context does not exist
 */
export function connect(files: readonly string[], context?: string): ClusterApi {
  const kubeConfig = loadKubeconfig(files, context)
  useCredentialPrograms(kubeConfig)
  ignoreEnvironmentProxy(kubeConfig)
  let requests = 0
  // Every request of the library first calls one of these two functions for credentials: the first for fetches, the second for WebSockets.
  const authenticate = kubeConfig.applySecurityAuthentication.bind(kubeConfig)
  kubeConfig.applySecurityAuthentication = (request) => {
    requests += 1
    return authenticate(request).catch(credentialsFailed(kubeConfig))
  }
  const prepareSocket = kubeConfig.applyToHTTPSOptions.bind(kubeConfig)
  kubeConfig.applyToHTTPSOptions = (options) => {
    requests += 1
    return prepareSocket(options).catch(credentialsFailed(kubeConfig))
  }
  const client = <Api>(Type: ApiClass<Api>): Api => new Type(configurationOf(kubeConfig))
  kubeConfig.makeApiClient = client
  return {
    kubeConfig,
    core: client(CoreV1Api),
    apps: client(AppsV1Api),
    version: client(VersionApi),
    objects: client(PlainObjects),
    requests: () => requests,
  }
}

type ApiClass<Api> = new (configuration: Configuration) => Api
type Configuration = ReturnType<typeof createConfiguration>

/**
 * For a cluster without its own certificate authority the library would use the dispatcher of the whole program, which under
 * NODE_USE_ENV_PROXY is the proxy of the environment.
 */
function ignoreEnvironmentProxy(kubeConfig: KubeConfig): void {
  const optionsFor = kubeConfig.createDispatcherOptions.bind(kubeConfig)
  kubeConfig.createDispatcherOptions = (...given) => {
    const options = optionsFor(...given)
    return options.type === 'none' ? { type: 'agent', connect: { keepAlive: true } } : options
  }
}

/** The library's own configuration, except that a request without an answer fails with the address of the server. */
function configurationOf(kubeConfig: KubeConfig): Configuration {
  const options = {
    baseServer: new ServerConfiguration(kubeConfig.getCurrentCluster()!.server, {}),
    authMethods: { default: kubeConfig },
    middleware: [setHeaderMiddleware('User-Agent', 'hopbench')],
  }
  const { httpApi } = createConfiguration(options)
  const send = (request: Parameters<typeof httpApi.send>[0]) =>
    httpApi
      .send(request)
      .toPromise()
      .catch((cause: unknown) => {
        throw new NoAnswer(apiServerOf(kubeConfig), cause)
      })
  return createConfiguration({ ...options, httpApi: wrapHttpLibrary({ send }) })
}

const apiServerOf = (kubeConfig: KubeConfig): ApiServer => {
  const { name, server, proxyUrl } = kubeConfig.getCurrentCluster()!
  return { cluster: name, server, proxy: proxyUrl ?? null }
}

/** Turns an error of the library before it sends into an UnavailableError: a missing file, an expired token, an unusable proxy. */
const credentialsFailed = (kubeConfig: KubeConfig) => (error: unknown) => {
  if (error instanceof BenchError) throw error
  const { user } = kubeConfig.getContextObject(kubeConfig.getCurrentContext())!
  throw new UnavailableError(
    `the kubeconfig’s user ${user} cannot be used: ${messageOf(error)}`,
    `correct the kubeconfig; \`kubectl --context ${kubeConfig.getCurrentContext()} get namespaces\` uses the same user`,
  )
}
