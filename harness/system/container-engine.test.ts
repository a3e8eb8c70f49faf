import { expect, test } from 'vitest'
import { UnavailableError, withAdvice } from '../errors.ts'
import { engineProblem } from './container-engine.ts'

test.each([
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    /docker is there, but this user may not use it\n {2}→ run as root, or .*usermod -aG docker/,
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /docker is installed, but not running\n {2}→ start it: `sudo systemctl start docker`/,
  ],
  [
    'Command failed\nerror during connect: something new',
    /docker does not answer: Command failed: error during connect: something new\n {2}→ see `docker info`/,
  ],
])('an engine that does not answer: %s', (output, expected) => {
  expect(engineProblem('docker', output)).toBeInstanceOf(UnavailableError)
  expect(withAdvice(engineProblem('docker', output))).toMatch(expected)
})
