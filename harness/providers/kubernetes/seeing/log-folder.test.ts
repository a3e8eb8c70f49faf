import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logFolder } from './log-folder.ts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hopbench-logs-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const RECORD = '{"authority":"stock.back","method":"GET","response_code":200}'
const line = (text: string) => `2026-11-28T23:50:00.1Z stdout F ${text}\n`
const at = (name: string) => join(folder, name)

test('requests are counted with their bytes, each once, however the log grew between two looks', async () => {
  const log = logFolder(folder)
  await log.read()
  expect(log.soFar()).toEqual({ lines: 0, bytes: 0, isWhole: true })
  writeFileSync(at('0.log'), line(RECORD) + line(RECORD).slice(0, 50))
  await log.read()
  expect(log.soFar()).toMatchObject({ lines: 1, bytes: RECORD.length + 1 })
  appendFileSync(at('0.log'), line(RECORD).slice(50) + line(RECORD))
  await log.read()
  await log.read()
  expect(log.soFar()).toMatchObject({ lines: 3, bytes: 3 * (RECORD.length + 1) })
})

test('what else a proxy prints, and records of connections without a request, are no requests', async () => {
  writeFileSync(
    at('0.log'),
    line('2026-11-28 info Envoy proxy is ready') +
      line('{"method":null,"response_code":0}') +
      `2026-11-28T23:50:00.1Z stderr F ${RECORD}\n` +
      line(RECORD),
  )
  const log = logFolder(folder)
  await log.read()
  expect(log.soFar().lines).toBe(1)
})

test('a file that the kubelet puts aside is read to its end, and nothing in it counts twice', async () => {
  const log = logFolder(folder)
  writeFileSync(at('0.log'), line(RECORD))
  await log.read()
  appendFileSync(at('0.log'), line(RECORD))
  renameSync(at('0.log'), at('0.log.20261128-235001'))
  writeFileSync(at('0.log'), line(RECORD))
  await log.read()
  expect(log.soFar()).toMatchObject({ lines: 3, isWhole: true })
})

test('a file that was compressed before anybody had read it makes the count incomplete', async () => {
  const log = logFolder(folder)
  writeFileSync(at('0.log'), line(RECORD))
  writeFileSync(at('0.log.20261128-235001.gz'), gzipSync(line(RECORD)))
  await log.read()
  expect(log.soFar()).toMatchObject({ lines: 1, isWhole: false })
})
