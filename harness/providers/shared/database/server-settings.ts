/** Settings of the PostgreSQL server, the same wherever it runs. What is not listed has PostgreSQL's default. */

/** A connection for each query under a load that saturates opens hundreds at once; refused ones would be failed pages. */
const MOST_CONNECTIONS = 500

export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: String(MOST_CONNECTIONS),
  // All rows fit many times. A larger cache would only be memory that reports show.
  shared_buffers: '32MB',
  // Counts the queries of each role at once; the statistics of PostgreSQL itself may come ten seconds later.
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'off',
  'pg_stat_statements.save': 'off',
  // Nothing outlives the run, and nothing is written while it measures.
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  // A compiler for queries of one millisecond would only be noise.
  jit: 'off',
}

/** The settings that a reader of a report has to know. */
export const settingsText = (version: string, rows: number): string =>
  `PostgreSQL ${version}, ${rows.toLocaleString('en')} rows, fsync off, autovacuum off, JIT off, pg_stat_statements on; passwords are checked (SCRAM)`
