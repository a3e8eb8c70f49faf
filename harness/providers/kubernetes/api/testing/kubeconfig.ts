/** For tests: kubeconfig files as users have them. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a kubeconfig file `name` with a context, a cluster and a user, all called `name`. */
export function writeKubeconfig(folder: string, name: string, cluster: object, user: object = {}): string {
  const file = join(folder, `${name}.kubeconfig`)
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  }
  writeFileSync(file, JSON.stringify(content))
  return file
}

/** Writes a credential program for a user's `exec`. */
export function writeProgram(folder: string, name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}
