/** Which rights a user lacks, asked of the API server (SelfSubjectAccessReview). */
import {
  AuthorizationV1Api,
  V1ResourceAttributes,
  V1SelfSubjectAccessReview,
  V1SelfSubjectAccessReviewSpec,
} from '@kubernetes/client-node'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'

export interface Right {
  group?: string
  /** "pods/exec" with its subresource. */
  resource: string
  verbs: string[]
  /** What it is for. */
  why: string
}

/** "create pods/exec (the load client, and proofs)" for each right that is not there. */
export async function missingRights(api: ClusterApi, rights: Right[]): Promise<string[]> {
  const authorization = api.kubeConfig.makeApiClient(AuthorizationV1Api)
  const asked = rights.flatMap(({ group = '', resource, verbs, why }) =>
    verbs.map(async (verb) => {
      const [name, subresource] = resource.split('/')
      const resourceAttributes = Object.assign(new V1ResourceAttributes(), {
        group,
        resource: name,
        verb,
        subresource,
      })
      const spec = Object.assign(new V1SelfSubjectAccessReviewSpec(), { resourceAttributes })
      const { status } = await atApi(
        'ask what this user may do',
        authorization.createSelfSubjectAccessReview({
          body: Object.assign(new V1SelfSubjectAccessReview(), { spec }),
        }),
      )
      return status?.allowed ? [] : [`${verb} ${resource}${group ? ` (${group})` : ''}, for ${why}`]
    }),
  )
  return (await Promise.all(asked)).flat()
}
