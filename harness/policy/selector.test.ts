import { expect, test } from 'vitest'
import { selects, type Requirement } from './selector.ts'
import { worldOfCases } from './testing/case.ts'

const world = worldOfCases()
const finds = (operator: Requirement['operator'], key: string, ...values: string[]): boolean =>
  selects([{ of: 'pod', key, operator, values }], world, world.pods['x/a']!)

test('NotIn also finds pods without the label, as in Kubernetes; In does not', () => {
  expect([finds('NotIn', 'tier', 'web'), finds('NotIn', 'pod', 'a'), finds('NotIn', 'pod', 'b')]).toEqual([
    true,
    false,
    true,
  ])
  expect([finds('In', 'tier', 'web'), finds('In', 'pod', 'a', 'b')]).toEqual([false, true])
})

test('Exists and DoesNotExist ask for the label, whatever its value', () => {
  expect([finds('Exists', 'pod'), finds('Exists', 'tier')]).toEqual([true, false])
  expect([finds('DoesNotExist', 'pod'), finds('DoesNotExist', 'tier')]).toEqual([false, true])
})
