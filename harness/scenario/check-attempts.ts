/** Checks rules for strangers and attempts that the schema cannot express. Finds all mistakes, not only the first. */
import { didYouMean } from '../words/did-you-mean.ts'
import type { Problem } from '../yaml/problem.ts'
import { attemptsOf, type Attempt, type Stranger } from './attempts.ts'
import { databasesOf } from './queries.ts'
import type { Topology } from './schema.ts'
import { CLIENT, DNS } from './topology.ts'

/** Strangers are raised with every arm, and share the addresses of its pods with at most 200 services. */
const MOST_STRANGERS = 20

interface WithAttempts {
  topology: Topology
  strangers?: Stranger[] | undefined
  attempts?: Attempt[] | undefined
}

/** Returns the problems of both lists. Paths begin at the scenario. */
export function checkAttempts({ topology, ...lists }: WithAttempts): Problem[] {
  const { strangers, attempts } = attemptsOf(lists)
  const services = Object.keys(topology.services)
  const servers = [...services, ...databasesOf(topology).map(({ name }) => name)]
  const sources = [CLIENT, ...services, ...strangers.map(({ name }) => name)]
  return [
    ...strangers.flatMap((stranger, n) => wrongStranger(stranger, n, servers, strangers)),
    ...(strangers.length > MOST_STRANGERS
      ? [{ path: ['strangers'], message: `has ${strangers.length} pods; at most ${MOST_STRANGERS} fit` }]
      : []),
    ...attempts.flatMap((attempt, n) => [
      ...(attempts.findIndex(({ name }) => name === attempt.name) === n
        ? []
        : [at(n, 'name', `is a second attempt called ${attempt.name}: give it a name of its own`)]),
      ...wrongSource(attempt, n, sources),
      ...wrongTarget(attempt, n, services, servers),
    ]),
    ...(attempts.length === 0 && strangers.length > 0
      ? [{ path: ['strangers'], message: 'has pods that try nothing: add attempts, or remove it' }]
      : []),
  ]
}

const at = (index: number, field: string, message: string): Problem => ({
  path: ['attempts', index, field],
  message,
})

function wrongStranger(
  { name }: Stranger,
  index: number,
  servers: readonly string[],
  strangers: readonly Stranger[],
): Problem[] {
  const path = ['strangers', index, 'name']
  if ([CLIENT, DNS, ...servers].includes(name))
    return [{ path, message: `is the name of another pod of the arm: choose another` }]
  return strangers.findIndex((other) => other.name === name) === index
    ? []
    : [{ path, message: `is a second pod called ${name}: give it a name of its own` }]
}

const wrongSource = ({ from }: Attempt, index: number, sources: readonly string[]): Problem[] =>
  sources.includes(from)
    ? []
    : [
        at(
          index,
          'from',
          `names ${from}, which is no service, no stranger and not "client"${didYouMean(from, sources)}`,
        ),
      ]

function wrongTarget(
  { kind, from, to, method, path }: Attempt,
  index: number,
  services: string[],
  servers: readonly string[],
): Problem[] {
  const speaksHttp = kind !== 'scan' && kind !== 'connect'
  const unread = speaksHttp
    ? []
    : [...(method === undefined ? [] : ['method']), ...(path === undefined ? [] : ['path'])].map((field) =>
        at(index, field, `means nothing for kind ${kind}, which opens a connection only: remove it`),
      )
  if (kind === 'scan')
    return [
      ...unread,
      ...(to === undefined
        ? []
        : [at(index, 'to', 'a scan tries every service but its own: remove this field')]),
    ]
  if (to === undefined)
    return [
      ...unread,
      { path: ['attempts', index], message: `of kind ${kind} needs \`to\`, the name that it tries` },
    ]
  if (kind === 'no-such-name')
    return servers.includes(to.split('.', 1)[0]!)
      ? [
          ...unread,
          at(
            index,
            'to',
            `${to} is ${services.includes(to.split('.', 1)[0]!) ? 'a service' : 'a database'}: name something that does not exist`,
          ),
        ]
      : unread
  if (!services.includes(to))
    return [
      ...unread,
      at(index, 'to', `names ${to}, which is not a service of this topology${didYouMean(to, services)}`),
    ]
  return to === from ? [...unread, at(index, 'to', `${from} would try itself: name another service`)] : unread
}
