/** The program as a shell sees it: what it prints where, and its exit code. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT } from './errors.ts'

const hopbench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' })

describe('hopbench', () => {
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
      plan: { bringUps: 2 },
    })
  })

  test('a mistake of the user is told without a stack, and is exit 2', () => {
    const { status, stdout, stderr } = hopbench('plan', '--datapaths', 'sidcar')
    expect(status).toBe(EXIT.usage)
    expect(stdout).toBe('')
    expect(stderr).toContain('did you mean "sidecar"?')
    expect(stderr).not.toContain('    at ')
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
