/** What `bench --resume` makes of a run's folder and of the flags beside it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCommandLine } from '../cli/command-line.ts'
import type { RunFlags } from '../cli/run-flags.ts'
import { UsageError, withAdvice } from '../errors.ts'
import { planRecord } from '../plan/plan-record.ts'
import { providers } from '../providers/index.ts'
import { createRunStore } from '../results/store.ts'
import { SYNTHETIC_CODE, SYNTHETIC_HOST } from '../stats/testing/synthetic-host.ts'
import { planOf } from './plan.ts'
import { resolveRun } from './resolve-run.ts'
import { resumableRun } from './resumable-run.ts'
import { resumeCommand, resumeFileOf } from './resume-file.ts'

const ID = '2026-11-28T10-00-00-abcd'
const SCENARIO = `
description: Can it go on?
topology:
  services: { front: { namespace: shop } }
  page: [{ call: front.shop }]
loads: [{ pagesPerSecond: 50 }]
arms: [kube-proxy-iptables]
rounds: 8
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-resumable-'))
  writeFileSync(join(folder, 'mine.yaml'), SCENARIO)
})
afterEach(() => rmSync(folder, { recursive: true }))

const flagsOf = (line: string): RunFlags => {
  const typed = readCommandLine([...line.split(' '), '--out', folder], providers, { INIT_CWD: folder })
  if (typed.command !== 'bench') throw new Error('not bench')
  return typed.flags
}

/** Begins a run with these flags, which is then cut. Returns its folder. */
function begin(line: string): string {
  const options = resolveRun(flagsOf(line))
  const plan = planRecord({
    ...options,
    ...{ id: ID, plan: planOf(options), command: line.split(' '), datapaths: options.provider.datapaths },
    ...{ host: SYNTHETIC_HOST, code: SYNTHETIC_CODE },
  })
  return createRunStore(join(folder, 'results'), plan, resumeFileOf(options, 123)).dir
}

const resume = (line: string) => {
  const flags = flagsOf(`bench --resume ${line}`.trim())
  return resumableRun(flags, flags.resume!)
}
const refusal = (line: string): string => {
  try {
    resume(line)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error(`accepted: ${line}`)
}

test('the options are those of the run, though its scenario file has changed or is gone', () => {
  const dir = begin('bench --scenario mine.yaml --rounds 12')
  rmSync(join(folder, 'mine.yaml'))
  const run = resume('newest')
  expect(run).toMatchObject({ dir, status: 'running', iterationsPerUs: 123 })
  expect(run.options).toMatchObject({ seed: run.plan.seed, quick: false, scenario: { rounds: 12 } })
  expect(planOf(run.options)).toMatchObject({ order: run.plan.order, raiseOrder: run.plan.raiseOrder })
})

test('without a run of one’s own, a sample is not what to go on with', () => {
  cpSync(join(import.meta.dirname, '..', '..', 'results', 'sample'), join(folder, 'results', 'sample'), {
    recursive: true,
  })
  expect(refusal('newest')).toBe(
    `there is no run of yours in ${join(folder, 'results')}\n  → \`npm run bench\` makes one`,
  )
})

test('a flag that says what the run says is accepted; one that contradicts it is refused by name', () => {
  begin('bench --scenario mine.yaml --seed abc --datapaths kube-proxy-iptables,sidecar')
  for (const fitting of ['--seed abc', '--rounds 8', '--scenario mine.yaml', '--provider netns', '--json'])
    expect(resume(`${ID} ${fitting}`).plan.id).toBe(ID)
  expect(refusal(`${ID} --seed other`)).toBe(
    `--seed contradicts run ${ID}, which has --seed abc\n  → leave --seed out: a resumed run keeps its own flags; nothing has been started`,
  )
  expect(refusal(`${ID} --quick`)).toContain('which has no --quick')
  expect(refusal(`${ID} --rounds 20`)).toContain('which has --rounds 8')
  expect(refusal(`${ID} --datapaths sidecar`)).toContain('--datapaths kube-proxy-iptables,sidecar')
  expect(refusal(`${ID} --provider kind`)).toContain('which has --provider netns')
  expect(refusal(`${ID} --keep`)).toContain('which has no --keep')
})

test('the newest run is the newest that can be resumed: a gate that came later cannot', () => {
  const dir = begin('bench --scenario mine.yaml')
  const later = join(folder, 'results', '2026-11-28T11-00-00-abcd')
  cpSync(dir, later, { recursive: true })
  rmSync(join(later, 'resume.json'))
  expect(resume('').dir).toBe(dir)
})

test('what is no run is named as such', () => {
  begin('bench --scenario mine.yaml')
  expect(refusal(`${folder}/nope`)).toContain(`${folder}/nope does not exist`)
  expect(refusal(folder)).toContain(`${folder} is no run`)
  expect(refusal(join(folder, 'mine.yaml'))).toContain('mine.yaml is no run')
})

test('an id that a run cannot have is refused: folders that the run removes get their names from it', () => {
  const file = join(begin('bench --scenario mine.yaml'), 'plan.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"id": "${ID}"`, '"id": "../../home"'))
  expect(refusal('')).toContain(`${file}: id is "../../home", expected one such as`)
})

test('a folder whose files do not fit together is refused, with what differs', () => {
  const dir = begin('bench --scenario mine.yaml')
  const file = join(dir, 'resume.json')
  const stored = readFileSync(file, 'utf8')
  writeFileSync(file, stored.replace('"pagesPerSecond": 50', '"pagesPerSecond": 60'))
  expect(refusal('')).toContain('its plan would differ in loads')
  writeFileSync(file, stored.replace('"rounds": 8', '"rounds": -8'))
  expect(refusal('')).toContain('its plan would differ in rounds, order, raiseOrder')
  writeFileSync(file, stored.replace('"version": 1', '"version": 2'))
  expect(refusal('')).toContain(`${file}  is not a valid record`)
  rmSync(file)
  expect(refusal('')).toContain('cannot be resumed: it has no resume.json')
})

test('policies are read again, and refused where they have changed', () => {
  const policy = (name: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Ingress], ingress: [{}] }\n`
  writeFileSync(join(folder, 'open.yaml'), policy('open'))
  writeFileSync(join(folder, 'mine.yaml'), `${SCENARIO}policies: [open.yaml]\n`)
  begin('bench --scenario mine.yaml')
  expect(resume('').options.policies?.files).toEqual([join(folder, 'open.yaml')])
  writeFileSync(join(folder, 'open.yaml'), policy('other'))
  expect(refusal('')).toContain(`${join(folder, 'open.yaml')} has changed since the run began`)
})

test('the command that goes on can be pasted into a shell', () => {
  expect(resumeCommand(`/tmp/my runs/results/${ID}`)).toBe(
    `npm run bench -- --resume '/tmp/my runs/results/${ID}'`,
  )
  expect(resumeCommand(join(import.meta.dirname, '..', '..', 'results', ID))).toBe(
    `npm run bench -- --resume ${ID}`,
  )
})
