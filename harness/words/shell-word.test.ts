import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellWord } from './shell-word.ts'

it('leaves a plain path as it is', () => {
  expect(shellWord('results/2026-11-28T18-24-23-105d')).toBe('results/2026-11-28T18-24-23-105d')
})

it.each(['my scenario.yaml', "Anna's run", 'a;b', '$(id)', '', 'a\\b', '~/run', "'"])(
  'gives a shell %j as one word with nothing changed',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text)
  },
)
