import { afterEach, expect, test, vi } from 'vitest'
import { UsageError } from '../errors.ts'
import { explain } from './explain.ts'

const written: string[] = []
vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
afterEach(() => written.splice(0))

test('a word is explained, with where to read more', () => {
  expect(explain({ word: 'not resolved', json: false })).toBe(0)
  expect(written.join('')).toMatch(
    /^not resolved\n {2}The interval is too wide .*\n.*\n {2}more: docs\/method\.md#verdict\n$/,
  )
})

test('--json prints the entry alone', () => {
  explain({ word: 'hop', json: true })
  expect(JSON.parse(written.join(''))).toMatchObject({ word: 'hop', section: 'the-unit' })
})

test('without a word all are listed', () => {
  explain({ json: false })
  expect(written.join('').split('\n')).toEqual(expect.arrayContaining(['bring-up', 'p99', 'withheld']))
})

test('a word that the list does not have is a mistake of the user, with the one that was perhaps meant', () =>
  expect(() => explain({ word: 'brng-up', json: false })).toThrow(
    new UsageError(
      'the list of words has no "brng-up"; did you mean "bring-up"?',
      '`npm run explain` lists all words',
    ),
  ))

test('a word that resembles one of several in a name is taken for that name', () =>
  expect(() => explain({ word: 'resolvd', json: false })).toThrow(
    'the list of words has no "resolvd"; did you mean "not resolved"?',
  ))

test('a word of ten thousand letters is cut', () =>
  expect(() => explain({ word: 'x'.repeat(10_000), json: false })).toThrow(
    new UsageError(
      `the list of words has no "${'x'.repeat(80)}… (10,000 characters)"`,
      '`npm run explain` lists all words',
    ),
  ))

test('a word that resembles nothing gets no guess', () =>
  expect(() => explain({ word: 'quorum', json: false })).toThrow(
    new UsageError('the list of words has no "quorum"', '`npm run explain` lists all words'),
  ))
