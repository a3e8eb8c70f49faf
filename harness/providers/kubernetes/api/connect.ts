/** The API server of one cluster, and how many requests were made to it. */
import { AppsV1Api, CoreV1Api, KubeConfig, VersionApi } from '@kubernetes/client-node'
import { messageOf, UsageError } from '../../../errors.ts'
import { PlainObjects } from './plain-objects.ts'

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
 * Connects with a kubeconfig file; nothing is asked yet.
 * @param context name in the file; its current context where absent
 * @throws UsageError when the file or the context is not there
 */
export function connect(file: string, context?: string): ClusterApi {
  const kubeConfig = new KubeConfig()
  try {
    kubeConfig.loadFromFile(file)
  } catch (error) {
    throw new UsageError(
      `the kubeconfig ${file} cannot be read: ${messageOf(error)}`,
      'name another with --kubeconfig',
    )
  }
  if (context !== undefined) {
    const known = kubeConfig.getContexts().map(({ name }) => name)
    if (!known.includes(context))
      throw new UsageError(
        `${file} has no context ${context}`,
        known.length === 0 ? 'it has none at all' : `it has ${known.join(', ')}`,
      )
    kubeConfig.setCurrentContext(context)
  }
  let requests = 0
  // Everything the library sends asks one of these two for credentials first: fetches the one, WebSockets the other.
  const authenticate = kubeConfig.applySecurityAuthentication.bind(kubeConfig)
  kubeConfig.applySecurityAuthentication = (request) => {
    requests += 1
    return authenticate(request)
  }
  const prepareSocket = kubeConfig.applyToHTTPSOptions.bind(kubeConfig)
  kubeConfig.applyToHTTPSOptions = (options) => {
    requests += 1
    return prepareSocket(options)
  }
  return {
    kubeConfig,
    core: kubeConfig.makeApiClient(CoreV1Api),
    apps: kubeConfig.makeApiClient(AppsV1Api),
    version: kubeConfig.makeApiClient(VersionApi),
    objects: kubeConfig.makeApiClient(PlainObjects),
    requests: () => requests,
  }
}
