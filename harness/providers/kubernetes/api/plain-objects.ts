/** Objects of any kind, written as they are. */
import {
  HttpMethod,
  KubernetesObjectApi,
  PatchStrategy,
  type KubernetesObject,
  type V1APIResource,
} from '@kubernetes/client-node'
import type { Manifest } from './manifest.ts'

const FIELD_MANAGER = 'hopbench'

/**
 * The library's own patch knows the kinds of Kubernetes by names that are not those of the API, and drops what it does not
 * know: the `from` of a NetworkPolicy, without which everybody may call.
 */
export class PlainObjects extends KubernetesObjectApi {
  /**
   * Server-side apply; the server refuses fields that it does not know.
   * @param dryRun the server goes through everything, webhooks included, and keeps nothing
   */
  async apply(object: Manifest, dryRun: boolean): Promise<void> {
    const path = await this.specUriPath(object, 'patch')
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.PATCH)
    request.setHeaderParam('Accept', 'application/json')
    request.setHeaderParam('Content-Type', PatchStrategy.ServerSideApply)
    request.setQueryParam('fieldManager', FIELD_MANAGER)
    request.setQueryParam('force', 'true')
    request.setQueryParam('fieldValidation', 'Strict')
    if (dryRun) request.setQueryParam('dryRun', 'All')
    request.setBody(JSON.stringify(object))
    await this.requestPromise(request)
  }

  /** Every object of a kind, without what is in it: definitions of kinds are megabytes. */
  async listMetadata(apiVersion: string, kind: string): Promise<KubernetesObject[]> {
    const path = await this.specUriPath({ apiVersion, kind }, 'list')
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.GET)
    request.setHeaderParam('Accept', 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1')
    const list = (await this.requestPromise(request)) as unknown as { items: KubernetesObject[] | null }
    return list.items ?? [] // null is how the server writes an empty one
  }

  /** What an API group in one version has, subresources too. */
  async kindsOf(apiVersion: string): Promise<V1APIResource[]> {
    const request = this.configuration.baseServer.makeRequestContext(
      this.apiVersionPath(apiVersion),
      HttpMethod.GET,
    )
    request.setHeaderParam('Accept', 'application/json')
    const list = (await this.requestPromise(request)) as unknown as { resources: V1APIResource[] }
    return list.resources
  }
}
