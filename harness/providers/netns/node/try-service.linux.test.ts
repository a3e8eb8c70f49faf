import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../../../system/require-need.ts'
import { rejectionOf } from '../../../testing/refusal.ts'
import { SERVICE } from './service-program.ts'
import { tryService } from './try-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-try-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A copy of the service's folder, in which a file has this text. */
function serviceWith(name: string, file: string, text: string): string {
  const copy = join(folder, name)
  cpSync(dirname(SERVICE), copy, { recursive: true })
  writeFileSync(join(copy, file), text)
  return join(copy, 'service.ts')
}

describe.skipIf(await requireNeed('linux'))('a service program that is tried', () => {
  test('comes up, and leaves nothing behind', async () => {
    const own = mkdtempSync(join(folder, 'own-'))
    await tryService(SERVICE, own)
    expect(readdirSync(own)).toEqual([])
  })

  test('is refused where a file that it imports does not load, which is named', async () => {
    const program = serviceWith('syntax', 'upstream.ts', 'const x: = {{{')
    expect(await rejectionOf(tryService(program, folder))).toMatch(
      /^its service program exited with code 1[^]*upstream\.ts:1[^]*INVALID_TYPESCRIPT_SYNTAX/,
    )
  })

  test('is refused where it ends before it listens', async () => {
    const program = serviceWith('early', 'service.ts', "console.error('no port is mine'); process.exit(3)")
    expect(await rejectionOf(tryService(program, folder))).toMatch(/exited with code 3[^]*no port is mine/)
  })
})
