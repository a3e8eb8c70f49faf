import { expect, test } from 'vitest'
import { endedAs, type OutcomeOfPolicy, type VerdictCell } from './verdicts.ts'

type Face = VerdictCell['tries'][number]['outcome']['face']
const ended = (served: VerdictCell['served'], expected: OutcomeOfPolicy, face: Face, status: number | null = null) =>
  endedAs({ served }, expected, { at: '', tookMs: 1, outcome: { face, status, code: null } })

test('each denial has a face of its own, and no other face will do', () => {
  expect(ended('http', 'dropped', 'time-out')).toBe(true)
  expect(ended('http', 'dropped', 'refused')).toBe(false)
  expect(ended('http', '403', 'answered', 403)).toBe(true)
  expect(ended('http', '403', 'answered', 503)).toBe(false)
  expect(ended('http', '403', 'time-out')).toBe(false)
  expect(ended('database', 'reset', 'closed')).toBe(true)
  expect(ended('database', 'reset', 'connected')).toBe(false)
})

test('what is allowed is answered, and where nobody listens the pod itself refuses', () => {
  expect(ended('http', 'allowed', 'answered', 200)).toBe(true)
  expect(ended('http', 'allowed', 'answered', 503)).toBe(false)
  expect(ended('database', 'allowed', 'connected')).toBe(true)
  expect(ended('nothing', 'allowed', 'refused')).toBe(true)
  expect(ended('nothing', 'allowed', 'time-out')).toBe(false)
})
