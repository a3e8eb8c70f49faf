/** Port a service answers on at its service address, and the port its pod listens on, as in most Kubernetes manifests. */
export const SERVICE_PORT = 80
export const TARGET_PORT = 8080
