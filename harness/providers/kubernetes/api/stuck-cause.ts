/** Causes for which pods do not come up, and what to do about each. */
export type Cause =
  | 'refused'
  | 'no node'
  | 'too little CPU'
  | 'not scheduled'
  | 'image'
  | 'configuration'
  | 'crash'
  | 'not ready'

export const ADVICE: Record<Cause, string> = {
  refused:
    'the cluster does not let the pods be made, for the reason above: ask whoever runs it (a quota, Pod Security, a webhook), or leave the arm out with --datapaths',
  'no node':
    'no node takes pods: `kubectl uncordon NODE` or `kubectl taint nodes NODE KEY-` opens one, or ask whoever runs the cluster',
  'too little CPU': 'remove what is not needed, add a node, or lower what a mesh requests with --mesh-values',
  'not scheduled': 'the scheduler’s words are above; `kubectl describe nodes` shows what they are about',
  image:
    'the nodes cannot get the image: is it in the registry under that name and tag, may they pull it, or is it among --images? --workload-image names that of services and client, --mesh-values those of a mesh',
  configuration:
    'a Secret, a ConfigMap or a setting that the container needs is not there: the line above names it',
  crash: 'its last lines are above',
  'not ready': 'the lines above are the cluster’s own; a busy host may only need a second try',
}

/** Reasons of a waiting container that do not pass by waiting, with their cause. */
const CAUSES: Record<string, Cause> = {
  ErrImageNeverPull: 'image',
  ImagePullBackOff: 'image',
  ErrImagePull: 'image',
  InvalidImageName: 'image',
  CrashLoopBackOff: 'crash',
  CreateContainerConfigError: 'configuration',
}

/** Null for a reason that may pass. */
export const causeOf = (reason: string | undefined): Cause | null => CAUSES[reason ?? ''] ?? null
