/** Connections of the harness itself: to this machine, and to pods through it. */
import http from 'node:http'
import https from 'node:https'

/**
 * Once at the start: what Node took from HTTP_PROXY under NODE_USE_ENV_PROXY is for the internet, and would stand between the
 * harness and its own programs on 127.0.0.1. Other programs, such as Helm and Docker, get the environment as it is.
 */
export function takeNoProxy(): void {
  http.globalAgent = new http.Agent({ keepAlive: true })
  https.globalAgent = new https.Agent({ keepAlive: true })
}
