/** That docs/architecture.md has a row for each room. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPage, ROOT } from './pages.ts'

test('each room of harness/ has a row in docs/architecture.md, and each row is a room', () => {
  const page = readPage('docs/architecture.md')
  const named = [...page.matchAll(/^\| `harness\/([a-z]+)\/`/gm)].map(([, room]) => room!)
  const rooms = readdirSync(join(ROOT, 'harness'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(named.toSorted()).toEqual(rooms.toSorted())
})
