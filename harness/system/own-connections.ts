/** Keeps HTTP proxies out of the harness's own connections, to this machine and through port forwarding to pods. */
import http from 'node:http'
import https from 'node:https'

/**
 * Call this once at the start. With NODE_USE_ENV_PROXY, Node would also send requests to the harness's own programs on 127.0.0.1
 * through the proxy of HTTP_PROXY, which is meant for the internet. Other programs, such as Helm and Docker, get the environment
 * unchanged.
 */
export function takeNoProxy(): void {
  http.globalAgent = new http.Agent({ keepAlive: true })
  https.globalAgent = new https.Agent({ keepAlive: true })
}
