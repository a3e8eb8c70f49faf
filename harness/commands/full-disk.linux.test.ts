/** A full disk under the commands that write what a user names. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { EXIT } from '../errors.ts'
import { madeUpSummary, nightId, writeSummary } from '../history/testing/made-up-summary.ts'
import { requireNeed } from '../system/require-need.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const HOPBENCH = `'${process.execPath}' '${join(ROOT, 'harness', 'main.ts')}'`
const folder = mkdtempSync(join(tmpdir(), 'hopbench-full-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a script in a mount namespace of its own, where `$DISK` is a small disk that `fill` fills. */
const onSmallDisk = (kilobytes: number, script: string) =>
  spawnSync(
    'unshare',
    [
      ...['--mount', 'bash', '-c'],
      `set -e; DISK=$(mktemp -d -p ${folder}); mount -t tmpfs -o size=${kilobytes}k none $DISK
      fill() { cat /dev/zero > $DISK/ballast 2> /dev/null || true; }
      ${script}`,
    ],
    { encoding: 'utf8', cwd: ROOT },
  )

describe.skipIf(await requireNeed('linux'))('a full disk', () => {
  test('is no mistake of the user, and the earlier export stays whole', () => {
    const written = `${HOPBENCH} export sample --format csv --out $DISK/run.csv`
    const { status, stdout, stderr } = onSmallDisk(
      256,
      `${written} > /dev/null; sha256sum $DISK/run.csv; fill
      ${written} || echo "exit code $?"; sha256sum $DISK/run.csv; ls $DISK`,
    )
    expect(status).toBe(0)
    const [before, exitCode, after, ...files] = stdout.trim().split('\n')
    expect([exitCode, after, files]).toEqual([`exit code ${EXIT.internal}`, before, ['ballast', 'run.csv']])
    expect(stderr).toMatch(
      /run\.csv cannot be written: the disk is full \(ENOSPC\)\n {2}→ .* make room there/,
    )
  })

  test('leaves the pages of an earlier history whole', () => {
    for (const night of [0, 1])
      writeSummary(join(folder, 'reports'), nightId(night), madeUpSummary({ night }))
    const written = `${HOPBENCH} history $DISK`
    const { status, stdout, stderr } = onSmallDisk(
      4096,
      `cp -r ${join(folder, 'reports')}/* $DISK; ${written} > /dev/null; sha256sum $DISK/*.html; fill
      ${written} || echo "exit code $?"; sha256sum $DISK/*.html; find $DISK -name '*.new'`,
    )
    expect(status).toBe(0)
    const [index, page, exitCode, ...after] = stdout.trim().split('\n')
    expect([exitCode, after]).toEqual([`exit code ${EXIT.internal}`, [index, page].toSorted()])
    expect(stderr).toMatch(/the history cannot be written to .*: the disk is full \(ENOSPC\)\n {2}→ /)
  })

  test('leaves no half of a scenario, which would be taken for a whole one', () => {
    const { stdout, stderr } = onSmallDisk(
      64,
      `fill; ${HOPBENCH} init harness/init/testing/jaeger.json --out $DISK/mine.yaml || echo "exit code $?"; ls $DISK`,
    )
    expect(stdout).toBe(`exit code ${EXIT.internal}\nballast\n`)
    expect(stderr).toMatch(/mine\.yaml cannot be written: the disk is full \(ENOSPC\)\n {2}→ /)
  })
})
