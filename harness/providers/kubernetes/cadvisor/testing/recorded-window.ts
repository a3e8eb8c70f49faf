/** A window of 90 s as it was recorded on a kind node: every answer of cAdvisor, and what the control groups said. */
import { readFileSync } from 'node:fs'
import { parseSamples } from '../parse-samples.ts'
import type { AccountedContainer, Poll } from '../updates.ts'

export const NODE = 'worker'
const burner = (container: string, role: AccountedContainer['role']): AccountedContainer => ({
  node: NODE,
  namespace: 'hopbench-e',
  pod: 'burner',
  container,
  unit: 'orders',
  role,
})
/** Burned 30 % and 10 % of a core, as far as the machine let them; the third slept all the time. */
export const APP = burner('app', 'app')
export const PROXY = burner('proxy', 'proxy')
export const STILL = burner('still', 'agent')

export interface RecordedWindow {
  beganMs: number
  endedMs: number
  answers: { answeredMs: number; text: string }[]
  polls: Poll[]
  /** By the containers' own control groups, from beginning to end. */
  cgroupUs: { app: number; proxy: number }
}

/** Reads the recording; each call gives objects of its own. */
export function recordedWindow(): RecordedWindow {
  const recording = readFileSync(new URL('burner-window.txt', import.meta.url), 'utf8')
  const [head = '', ...parts] = recording.split(/^# answered /m)
  const number = (pattern: RegExp) => Number(pattern.exec(head)?.[1])
  const answers = parts.map((part) => ({ answeredMs: parseInt(part, 10), text: part.replace(/^.*\n/, '') }))
  return {
    beganMs: number(/began (\d+)/),
    endedMs: number(/ended (\d+)/),
    answers,
    polls: answers.map(({ answeredMs, text }) => ({ node: NODE, answeredMs, samples: parseSamples(text) })),
    cgroupUs: { app: number(/app (\d+) us/), proxy: number(/proxy (\d+) us/) },
  }
}

/** One whole answer, cut to the metrics around those that are wanted. */
export const recordedAnswer = (): string => readFileSync(new URL('one-answer.txt', import.meta.url), 'utf8')
