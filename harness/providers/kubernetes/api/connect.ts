/** The API server of one cluster, and how many requests were made to it. */
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
  /** Any kind of object, by apiVersion and kind. */
  objects: PlainObjects
  /** Requests so far: calls, watches, and streams of exec and port-forward. */
  requests(): number
}

/**
 * Connects with kubeconfig files; nothing is asked yet. A proxy is taken where the kubeconfig says so (`proxy-url`), and never
 * from the environment: what HTTPS_PROXY names is for the internet.
 * @param context name in the files; their current context where absent
 * @throws UsageError when a file or the context is not there
 */
export function connect(files: readonly string[], context?: string): ClusterApi {
  const kubeConfig = loadKubeconfig(files, context)
  useCredentialPrograms(kubeConfig)
  ignoreEnvironmentProxy(kubeConfig)
  let requests = 0
  // Everything the library sends asks one of these two for credentials first: fetches the one, WebSockets the other.
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
 * A cluster without a certificate authority of its own would take the dispatcher of the whole program, which is the proxy of
 * the environment under NODE_USE_ENV_PROXY.
 */
function ignoreEnvironmentProxy(kubeConfig: KubeConfig): void {
  const optionsFor = kubeConfig.createDispatcherOptions.bind(kubeConfig)
  kubeConfig.createDispatcherOptions = (...given) => {
    const options = optionsFor(...given)
    return options.type === 'none' ? { type: 'agent', connect: { keepAlive: true } } : options
  }
}

/** The library's own, whose failures know where they were going. */
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

/** What the library throws before it sends: a file that is not there, a token that has expired, a proxy that it cannot use. */
const credentialsFailed = (kubeConfig: KubeConfig) => (error: unknown) => {
  if (error instanceof BenchError) throw error
  const { user } = kubeConfig.getContextObject(kubeConfig.getCurrentContext())!
  throw new UnavailableError(
    `the kubeconfig’s user ${user} cannot be used: ${messageOf(error)}`,
    `mend it in the kubeconfig; \`kubectl --context ${kubeConfig.getCurrentContext()} get namespaces\` uses the same`,
  )
}
