/** Ports on which no HTTP is spoken, so that calls to them cannot be made by a service of hopbench. */

/** PostgreSQL's port, as IANA assigns it: the one database that a scenario can have. */
export const POSTGRES_PORT = 5432

/** Assigned by IANA, or the default of the product. */
const PROTOCOLS = new Map([
  [22, 'SSH'],
  [25, 'SMTP'],
  [465, 'SMTP'],
  [587, 'SMTP'],
  [389, 'LDAP'],
  [636, 'LDAP'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [1883, 'MQTT'],
  [2181, 'ZooKeeper'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [4222, 'NATS'],
  [5671, 'AMQP'],
  [5672, 'AMQP'],
  [6379, 'Redis'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9300, 'Elasticsearch between nodes'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
])

/** The protocol of a port that does not speak HTTP; null where it may. */
export const protocolOf = (port: number | null): string | null =>
  port === null ? null : (PROTOCOLS.get(port) ?? null)

/** Names of programs that send load and that nobody calls: what hopbench's own client takes the place of. */
const CLIENTS =
  /^(client|load-?gen(erator)?|load-?test(er)?|locust|k6|fortio(-?client)?|wrk2?|vegeta|jmeter|hey)$/i

/** Whether a service that nobody calls only sends load. */
export const isLoadGenerator = (name: string): boolean => CLIENTS.test(name)
