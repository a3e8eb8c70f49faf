/** For tests: the names and addresses of a node with a client, DNS and two services in two namespaces. Nothing is raised. */
import { armSchema, topologySchema } from '../../../scenario/schema.ts'
import type { NodeSite } from '../datapath.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'

export const plannedSite = (datapath: string): NodeSite =>
  planNode({
    runId: '2026-11-24T10-00-00-0000',
    arm: { ...armSchema.parse({ datapath }), name: datapath },
    armIndex: 0,
    topology: topologySchema.parse({
      services: { front: {}, orders: { namespace: 'shop' } },
      page: [{ call: 'front' }],
    }),
    runCgroup: '/cgroup',
    runtimeDir: '/run',
    configDir: '/config',
    logDir: '/log',
    onceARun: createOnceARun(),
  })
