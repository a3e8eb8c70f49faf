/** The program as a shell sees it: what it prints where, and its exit code. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EXIT } from './errors.ts'
import { writeKubeconfig } from './providers/kubernetes/api/testing/kubeconfig.ts'

const hopbench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' })

function folderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-main-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Each starts the program anew, which takes a second and, beside other tests, several. */
const TIMEOUT_MS = 30_000

describe('hopbench', { timeout: TIMEOUT_MS }, () => {
  test('plan prints to stdout, needs no rights and starts nothing', () => {
    const { status, stdout, stderr } = hopbench('plan', '--seed', 'abc')
    expect(stderr).toBe('')
    expect(status).toBe(EXIT.ok)
    expect(stdout).toContain('chain-3')
  })

  test('plan --json is JSON and nothing else', () => {
    const { stdout } = hopbench('plan', '--json', '--quick', '--scenario', 'shop')
    expect(JSON.parse(stdout)).toMatchObject({
      quick: true,
      scenario: { name: 'shop' },
      plan: { bringUps: 6 },
    })
  })

  test('a reader that closes the pipe ends a command quietly, and a full disk is told without a stack', () => {
    const program = join(import.meta.dirname, 'main.ts')
    const inShell = (rest: string) =>
      spawnSync('bash', ['-c', `"${process.execPath}" "${program}" ${rest}`], { encoding: 'utf8' })
    expect(inShell('export sample --format openmetrics | head -c1').stderr).toBe('')
    if (process.platform !== 'linux') return
    const { status, stderr } = inShell('export sample --format openmetrics > /dev/full')
    expect(status).toBe(EXIT.internal)
    expect(stderr).toMatch(/ENOSPC.*\n {2}→ /)
    expect(stderr).not.toContain('    at ')
  })

  test('a mistake of the user is told without a stack, and is exit 2', () => {
    const { status, stdout, stderr } = hopbench('plan', '--datapaths', 'sidcar')
    expect(status).toBe(EXIT.usage)
    expect(stdout).toBe('')
    expect(stderr).toContain('did you mean "sidecar"?')
    expect(stderr).not.toContain('    at ')
  })

  test('a scenario that no YAML library can read is a mistake of the user', () => {
    const folder = folderOfTest()
    writeFileSync(join(folder, 'mine.yaml'), 'description: x\ntopology: *x\n')
    const { status, stderr } = hopbench('plan', '--scenario', join(folder, 'mine.yaml'))
    expect(status).toBe(EXIT.usage)
    expect(stderr).toMatch(/mine\.yaml:2:11 {2}is the alias \*x.*\n {2}→ scenarios\/README\.md/s)
    expect(stderr).not.toContain('bug of hopbench')
  })

  test('a context that is not there is exit 2 in plan and bench; nobody has been asked', () => {
    const kubeconfig = writeKubeconfig(folderOfTest(), 'mine', { server: 'https://mine.invalid' })
    for (const command of ['plan', 'bench']) {
      const { status, stderr } = hopbench(
        ...[command, '--provider', 'kubeconfig', '--kubeconfig', kubeconfig, '--context', 'mime'],
      )
      expect(stderr).toContain('--context mime')
      expect(stderr).toContain('did you mean "mine"?')
      expect(status).toBe(EXIT.usage)
    }
  })

  test('credentials that are not to be had are exit 12, for datapaths that are named once', () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws-of-nobody' }
    const kubeconfig = writeKubeconfig(folderOfTest(), 'eks', { server: 'https://eks.invalid' }, { exec })
    const { status, stderr } = hopbench(
      ...['bench', '--provider', 'kubeconfig', '--kubeconfig', kubeconfig, '--context', 'eks'],
      ...['--datapaths', 'istio-sidecar'],
    )
    expect(status).toBe(EXIT.unavailable)
    expect(stderr).toMatch(
      /program `aws-of-nobody`, which the kubeconfig’s user eks .* was not found; PATH is /,
    )
    expect(stderr).toContain('\n  for direct, istio-sidecar: the program `aws-of-nobody`')
  })

  test('help is exit 0', () => {
    const { status, stdout } = hopbench('--help')
    expect(status).toBe(EXIT.ok)
    expect(stdout).toMatch(/bench[^]*plan[^]*report[^]*doctor[^]*clean/)
  })

  test('doctor says for each datapath whether it can run, and its exit code says whether some provider can run all of its own', () => {
    const { status, stdout } = hopbench('doctor', '--json')
    const answer = JSON.parse(stdout) as {
      ready: boolean
      datapaths: { provider: string; name: string; lacks: string[] }[]
    }
    expect(answer.datapaths.map(({ name }) => name)).toContain('ebpf')
    const providers = Object.values(Object.groupBy(answer.datapaths, ({ provider }) => provider))
    expect(answer.ready).toBe(providers.some((own) => own!.every(({ lacks }) => lacks.length === 0)))
    expect(status).toBe(answer.ready ? EXIT.ok : EXIT.unavailable)
  })
})
