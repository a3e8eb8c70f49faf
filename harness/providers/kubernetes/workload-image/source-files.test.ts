import { expect, test } from 'vitest'
import { importsOf } from './source-files.ts'

test('imports of values are followed, of types only are not', () => {
  expect(
    importsOf(`
/** import 'nothing' */
import { readFileSync } from 'node:fs'
import type { Arm } from '../arm.ts'
import { STOP_LINE, type ClientSpec } from './protocol.ts'
import {
  several,
  names,
} from './several.ts'
import './for-its-effect.ts'
import data from './data.json' with { type: 'json' }
export { one } from './exported.ts'
export type { Two } from './type-only.ts'
export const three = 3
const { default: autocannon } = await import('autocannon')
const text = "from './not-an-import.ts'"
`),
  ).toEqual([
    'node:fs',
    './protocol.ts',
    './several.ts',
    './for-its-effect.ts',
    './data.json',
    './exported.ts',
    'autocannon',
  ])
})
