/** Reads and writes objects of any kind without changing them. */
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
 * The library's own patch renames fields of Kubernetes kinds and drops the fields it does not know. For example it drops the
 * `from` of a NetworkPolicy, and then every pod may call.
 */
export class PlainObjects extends KubernetesObjectApi {
  /**
   * Server-side apply; the server refuses unknown fields.
   * @param dryRun the server processes the object, webhooks included, and stores nothing
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

  /** The metadata of every object of a kind, without the contents: custom resource definitions alone are megabytes. */
  async listMetadata(apiVersion: string, kind: string): Promise<KubernetesObject[]> {
    const path = await this.specUriPath({ apiVersion, kind }, 'list')
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.GET)
    request.setHeaderParam('Accept', 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1')
    const list = (await this.requestPromise(request)) as unknown as { items: KubernetesObject[] | null }
    return list.items ?? [] // the server writes an empty list as null
  }

  /** The resources of one version of an API group, subresources included. */
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
