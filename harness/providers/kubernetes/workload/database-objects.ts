/** The objects of an arm's databases on a cluster: a PostgreSQL server each, from its official image, seeded at its start. Pure. */
import { databasesOf } from '../../../scenario/queries.ts'
import { DATABASE_NAME, PASSWORD, SUPERUSER } from '../../shared/database/login.ts'
import { COUNT_STATEMENT, seedStatements } from '../../shared/database/seed.ts'
import { SERVER_SETTINGS } from '../../shared/database/server-settings.ts'
import { DATABASE_PORT } from '../../shared/ports.ts'
import type { Manifest } from '../api/manifest.ts'
import {
  affinityOf,
  APP_CONTAINER,
  deployment,
  metadata,
  serviceAccount,
  type WorkloadPlan,
} from './manifests.ts'

/** uid and gid of `postgres` in the official image. */
const POSTGRES_ID = 999
const FILES = '/var/lib/postgresql/data'
/** Tried once a second: making and seeding the files takes some seconds, on busy cores half a minute. */
const STARTS_WITHIN_S = 180

/** Service accounts, services, seeds and deployments; an empty list without databases. */
export const databaseObjects = (plan: WorkloadPlan): Manifest[] =>
  databasesOf(plan.topology).flatMap(({ name }) => [
    serviceAccount(plan, name),
    service(plan, name),
    seed(plan, name),
    deployment(plan, name, pod(plan, name)),
  ])

function service(plan: WorkloadPlan, name: string): Manifest {
  // The name and appProtocol tell meshes that the port is TCP; they would guess otherwise.
  const port = { name: 'tcp-postgres', appProtocol: 'tcp', port: DATABASE_PORT, targetPort: DATABASE_PORT }
  const headless = plan.datapath.addressing === 'headless'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(plan, name),
    spec: {
      ...(headless && { clusterIP: 'None' }),
      selector: { ...plan.names.labels, app: name },
      ports: [port],
    },
  }
}

/** The image runs these files once, in the order of their names, against the empty database of the services. */
const seed = (plan: WorkloadPlan, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata(plan, name),
  data: {
    '1-items.sql': seedStatements(Object.keys(plan.topology.services)).join('\n') + '\n',
    '2-statistics.sql': `\\connect postgres\n${COUNT_STATEMENT}\n`,
  },
})

const pod = (plan: WorkloadPlan, account: string): Record<string, unknown> => ({
  serviceAccountName: account,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 1,
  securityContext: {
    runAsNonRoot: true,
    ...{ runAsUser: POSTGRES_ID, runAsGroup: POSTGRES_ID, fsGroup: POSTGRES_ID },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  affinity: affinityOf(plan, false),
  containers: [
    {
      name: APP_CONTAINER,
      image: plan.databaseImage,
      imagePullPolicy: 'IfNotPresent',
      args: [
        'postgres',
        ...Object.entries(SERVER_SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      env: [
        { name: 'POSTGRES_USER', value: SUPERUSER },
        { name: 'POSTGRES_PASSWORD', value: PASSWORD },
        { name: 'POSTGRES_DB', value: DATABASE_NAME },
        { name: 'PGDATA', value: `${FILES}/pgdata` },
        // For the probe, which connects as a pod would.
        { name: 'PGPASSWORD', value: PASSWORD },
      ],
      ports: [{ name: 'tcp-postgres', containerPort: DATABASE_PORT }],
      resources: { requests: { cpu: '10m', memory: '64Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      // While the server is being seeded it does not listen on TCP. Once it has answered, nothing asks again: that would be CPU of the arm.
      startupProbe: {
        exec: {
          command: [
            'psql',
            '-h',
            '127.0.0.1',
            '-U',
            SUPERUSER,
            '-d',
            DATABASE_NAME,
            '-Atc',
            'SELECT 1 FROM items LIMIT 1',
          ],
        },
        periodSeconds: 1,
        timeoutSeconds: 5,
        failureThreshold: STARTS_WITHIN_S,
      },
      volumeMounts: [
        { name: 'files', mountPath: FILES },
        { name: 'socket', mountPath: '/var/run/postgresql' },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'seed', mountPath: '/docker-entrypoint-initdb.d' },
      ],
    },
  ],
  volumes: [
    ...['files', 'socket', 'tmp'].map((name) => ({ name, emptyDir: {} })),
    { name: 'seed', configMap: { name: account } },
  ],
})
