/** Asks the API server which rights its user lacks (SelfSubjectAccessReview). */
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
  /** A resource, with a subresource where needed: "pods", "pods/exec". */
  resource: string
  verbs: string[]
  /** What hopbench needs the right for; completes "for …". */
  why: string
}

/** @returns one text for each missing right: "create pods/exec, for the load client, and proofs" */
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
        'ask which rights this user has',
        authorization.createSelfSubjectAccessReview({
          body: Object.assign(new V1SelfSubjectAccessReview(), { spec }),
        }),
      )
      return status?.allowed ? [] : [`${verb} ${resource}${group ? ` (${group})` : ''}, for ${why}`]
    }),
  )
  return (await Promise.all(asked)).flat()
}
