/** The causes that keep pods from becoming ready, and advice for each. */
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
    'the cluster refuses to create the pods, for the reason above: ask its administrator (a quota, Pod Security, a webhook), or leave the arm out with --datapaths',
  'no node':
    'no node accepts pods: `kubectl uncordon NODE` or `kubectl taint nodes NODE KEY-` makes a node accept them, or ask the administrator of the cluster',
  'too little CPU':
    'remove pods that are not needed, add a node, or lower the CPU requests of a mesh with --mesh-values',
  'not scheduled': 'the scheduler’s message is above; `kubectl describe nodes` shows the state of the nodes',
  image:
    'the nodes cannot get the image: is it in the registry under that name and tag, may the nodes pull it, or is it in the folder of --images? --workload-image names the image of services and client, --mesh-values the images of a mesh',
  configuration:
    'a Secret, a ConfigMap or a setting that the container needs is missing: the line above names it',
  crash: 'the last lines of its log are above',
  'not ready': 'the lines above come from the cluster; a busy host may only need a second try',
}

/** Reasons of a waiting container for which waiting does not help, with their cause. */
const CAUSES: Record<string, Cause> = {
  ErrImageNeverPull: 'image',
  ImagePullBackOff: 'image',
  ErrImagePull: 'image',
  InvalidImageName: 'image',
  CrashLoopBackOff: 'crash',
  CreateContainerConfigError: 'configuration',
}

/** Null for a reason that may pass by itself. */
export const causeOf = (reason: string | undefined): Cause | null => CAUSES[reason ?? ''] ?? null
