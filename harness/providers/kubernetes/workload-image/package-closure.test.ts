import { expect, test } from 'vitest'
import { packageClosure } from './package-closure.ts'

const lockfile = {
  packages: {
    '': {},
    'node_modules/a': { dependencies: { b: '1', c: '1' }, optionalDependencies: { absent: '1' } },
    'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
    'node_modules/b': { dependencies: { unrelated: '1' } },
    'node_modules/c': { dependencies: { a: '1' }, peerDependencies: { peer: '1' } },
    'node_modules/peer': {},
    'node_modules/unrelated': {},
  },
}

test('the closure is what Node would find: nested before outer, cycles once, optional packages if they are locked', () => {
  expect(packageClosure(lockfile, ['a'])).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/c',
    'node_modules/peer',
  ])
})

test('a package that is missing in the lockfile is named', () => {
  expect(() => packageClosure(lockfile, ['z'])).toThrow('package-lock.json has no z for hopbench')
  expect(() =>
    packageClosure({ packages: { 'node_modules/a': { dependencies: { b: '1' } } } }, ['a']),
  ).toThrow('package-lock.json has no b for node_modules/a')
})
