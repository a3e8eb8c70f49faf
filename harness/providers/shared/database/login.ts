/** As whom a service uses a database. */
import type { DatabaseLogin } from '../../../workload/config.ts'
import { DATABASE_PORT } from '../ports.ts'

/** The database inside of a server. */
export const DATABASE_NAME = 'shop'
/** Owns everything. Only the harness uses it, over a socket that no pod can reach. */
export const SUPERUSER = 'hopbench'
/** Not secret: the server lives in one arm only and holds made-up rows. A password there must be, because checking it is part of every new connection. */
export const PASSWORD = 'hopbench'

/** Each service logs in under its own name, so that the server counts its queries apart. */
export const loginOf = (service: string, host: string): DatabaseLogin => ({
  host,
  port: DATABASE_PORT,
  user: service,
  password: PASSWORD,
  database: DATABASE_NAME,
})
