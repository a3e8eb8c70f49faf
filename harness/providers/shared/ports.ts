/** SERVICE_PORT is the port of a service's address; TARGET_PORT is the port its pod listens on. Both as in most Kubernetes manifests. */
export const SERVICE_PORT = 80
export const TARGET_PORT = 8080
/** Port of PostgreSQL, of its service address and of its pod alike. */
export const DATABASE_PORT = 5432
