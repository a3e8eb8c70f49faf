/** What every database of a run holds: one table of made-up rows, and a role for each service that may log in. */
import { ROWS_OF_TABLE } from '../../../workload/database.ts'
import { DATABASE_NAME, PASSWORD } from './login.ts'

/** Lets the harness read what the server counts; to be run in the server's own database, `postgres`. */
export const COUNT_STATEMENT = 'CREATE EXTENSION pg_stat_statements;'

/** Statements for the server's own database, `postgres`, where the harness asks for statistics. */
export const SERVER_STATEMENTS = [`CREATE DATABASE ${DATABASE_NAME};`, COUNT_STATEMENT]

/** Statements, one a line, for the empty database of the services. @param services names of services, which are the names of their roles */
export const seedStatements = (services: readonly string[]): string[] => [
  'CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, price int NOT NULL);',
  // Names of 60 characters, so that ten rows are about a kilobyte.
  `INSERT INTO items SELECT n, rpad('item ' || n || ' ', 60, md5(n::text)), n % 1000 FROM generate_series(1, ${ROWS_OF_TABLE}) n;`,
  ...services.flatMap((service) => [
    `CREATE ROLE "${service}" LOGIN PASSWORD '${PASSWORD}';`,
    `GRANT SELECT ON items TO "${service}";`,
  ]),
  // Otherwise the first reads of the first window would write: they would mark every row as visible to all.
  'VACUUM (FREEZE, ANALYZE) items;',
]
