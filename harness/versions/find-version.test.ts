import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { EXIT } from '../errors.ts'
import { run } from '../system/command.ts'
import { rejectionOf } from '../testing/refusal.ts'
import { findVersion } from './find-version.ts'
import { git } from './git.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-version-'))
afterAll(() => rmSync(folder, { recursive: true }))
const [origin, clone, shallow] = ['origin', 'clone', 'shallow'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
const AS = ['-c', 'user.name=test', '-c', 'user.email=test@example.org']

beforeAll(async () => {
  await run('git', ['init', '--quiet', '--initial-branch', 'main', origin])
  for (const text of ['one', 'two']) {
    writeFileSync(join(origin, 'file'), text)
    await git(origin, 'add', 'file')
    await git(origin, ...AS, 'commit', '--quiet', '-m', text)
  }
  await git(origin, 'branch', 'feature')
  await run('git', ['clone', '--quiet', origin, clone])
  await run('git', ['clone', '--quiet', '--depth', '1', `file://${origin}`, shallow])
})

test('head is the checkout as it is, and base the commit', async () => {
  expect(await findVersion('head', 'HEAD', clone)).toMatchObject({ isCheckout: true, isModified: false })
  expect(await findVersion('base', 'HEAD', clone)).toMatchObject({ isCheckout: false, isModified: false })
  expect(await findVersion('head', 'HEAD~1', clone)).toMatchObject({ isCheckout: false })
})

test('changes of the checkout are told, files that git does not know included', async () => {
  writeFileSync(join(clone, 'new'), 'new')
  expect(await findVersion('head', 'main', clone)).toMatchObject({ isCheckout: true, isModified: true })
  expect(await findVersion('base', 'HEAD', clone)).toMatchObject({ isModified: false })
  rmSync(join(clone, 'new'))
})

test('a branch that only origin has is found, also from a detached head', async () => {
  await git(clone, 'checkout', '--quiet', '--detach')
  const { commit } = await findVersion('base', 'feature', clone)
  expect(commit).toMatch(/^[0-9a-f]{40}$/)
  expect(await findVersion('head', 'HEAD', clone)).toMatchObject({ isCheckout: true, commit })
})

test('in a shallow clone, the advice is to fetch all of it', async () => {
  expect(await rejectionOf(findVersion('base', 'HEAD~1', shallow))).toMatch(
    /--base HEAD~1: this clone is shallow[^]*fetch-depth: 0/,
  )
})

test('a ref that is nowhere, and a folder without git, are named', async () => {
  expect(await rejectionOf(findVersion('base', 'no-such-branch', clone))).toContain('--base no-such-branch')
  expect(await rejectionOf(findVersion('base', 'main', folder))).toContain('is no git checkout')
})

test('a machine without git lacks git, and not a checkout', async () => {
  vi.stubEnv('PATH', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await findVersion('base', 'HEAD', clone).catch((error: unknown) => error)).toMatchObject({
    what: expect.stringContaining('git is not installed') as string,
    exitCode: EXIT.unavailable,
  })
})
