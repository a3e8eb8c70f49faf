/** That a run as JUnit says what its records say, in a form that CI systems read. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { analyze } from '../../stats/analyze.ts'
import { syntheticRun } from '../../stats/testing/synthetic-run.ts'
import type { ExportedRun } from './exported-run.ts'
import { junit } from './junit.ts'

/** A claim that XML must not take for markup, with signs that XML cannot hold. */
const HOSTILE = 'a "proof" <of> & \u0000 \ud800 lines\nand more'

function exported(): ExportedRun {
  const made = syntheticRun({
    seed: 'junit',
    ...{ rounds: 6, roundsPerBringUp: 1 },
    trouble: [
      { arm: 'sidecar', round: 1, status: 'invalid' },
      { arm: 'sidecar', round: 2, status: 'failed' },
    ],
  })
  const evidence = made.evidence.map((proof) =>
    proof.arm === 'ebpf' && proof.kind === 'counter'
      ? {
          ...proof,
          claim: HOSTILE,
          ...(proof.bringUp === 3 && {
            holds: false,
            observed: { count: 19, unit: 'requests' },
          }),
        }
      : proof,
  )
  const journal = made.journal.map((record) =>
    record.kind === 'bring-up' && record.bringUp === 4
      ? {
          ...record,
          failedArms: [
            { arm: 'sidecar-mtls', problem: { what: 'no certificate came', advice: 'look at the log' } },
          ],
        }
      : record,
  )
  const { run, samplesOf } = made
  return { run, journal, evidence, samplesOf, analysis: analyze(run, journal, evidence, samplesOf) }
}

const run = exported()

/** The cases of a file that holds against the schema. */
function casesOf(text: string) {
  using document = XmlDocument.fromString(text)
  using schema = XmlDocument.fromString(
    readFileSync(join(import.meta.dirname, '../testing/junit.xsd'), 'utf8'),
  )
  using validator = XsdValidator.fromDoc(schema)
  validator.validate(document)
  const valueOf = (element: XmlElement, name: string): string | null => element.attr(name)?.value ?? null
  const elements = document.root.find('testsuite/testcase').filter((node) => node instanceof XmlElement)
  const cases = elements.map((element) => {
    const outcome = element.firstChild
    return {
      className: valueOf(element, 'classname'),
      name: valueOf(element, 'name')!,
      time: valueOf(element, 'time'),
      became: outcome instanceof XmlElement ? outcome.name : 'passed',
      message: outcome instanceof XmlElement ? valueOf(outcome, 'message') : null,
      details: outcome?.content ?? '',
    }
  })
  const root = Object.fromEntries(document.root.attrs.map(({ name, value }) => [name, value]))
  return { root, cases }
}

test('a run has a case for each bring-up, proof and trial of each arm, and the counts are those of the cases', () => {
  const { root, cases } = casesOf(junit(run, {}))
  const trials = run.journal.filter(({ kind }) => kind === 'trial')
  expect(cases.filter(({ name }) => name.startsWith('round '))).toHaveLength(trials.length)
  const bringUps = run.journal.filter(({ kind }) => kind === 'bring-up')
  expect(cases.filter(({ name }) => name.startsWith('bring-up '))).toHaveLength(
    bringUps.length * run.run.arms.length,
  )
  const became = (what: string): string => String(cases.filter((one) => one.became === what).length)
  expect(root).toEqual({
    name: `hopbench ${run.run.scenario.name}, run ${run.run.id}`,
    tests: String(cases.length),
    failures: became('failure'),
    errors: became('error'),
  })
})

test('a proof that broke in one bring-up is one failure that says where, when and how often', () => {
  const failures = casesOf(junit(run, {})).cases.filter(({ became }) => became === 'failure')
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({
    className: `${run.run.scenario.name}.ebpf.proofs`,
    name: 'a "proof" <of> & \uFFFD \uFFFD lines\nand more (front)',
    time: null,
    message: 'expected exactly 20 requests, saw 19 requests; 2 of 12 times',
  })
  expect(failures[0]!.details.split('\n')).toEqual([
    'bring-up 4, before the rounds: expected exactly 20 requests, saw 19 requests (service counters (synthetic))',
    'bring-up 4, after the rounds: expected exactly 20 requests, saw 19 requests (service counters (synthetic))',
  ])
})

test('an invalid trial is skipped with its reason; a failed one, and an arm that did not come up, are errors', () => {
  const { cases } = casesOf(junit(run, {}))
  const of = (became: string) =>
    cases
      .filter((one) => one.became === became && !one.className!.endsWith('.machine'))
      .map(
        ({ className, name, message }) => `${className!.split('.').slice(1).join('.')}: ${name}: ${message!}`,
      )
  expect(of('skipped')).toEqual([
    'sidecar.steady: round 2, bring-up 2: invalid: steal was 3.2 % of the window',
  ])
  expect(of('error')).toEqual([
    'sidecar.steady: round 3, bring-up 3: service middle ended with signal KILL',
    'sidecar-mtls.bring-ups: bring-up 5: no certificate came',
  ])
})

test('a machine that was too noisy fails nothing: it is skipped, with what would help', () => {
  const verdict = (noise: 'quiet' | 'noisy') =>
    casesOf(
      junit(
        {
          ...run,
          analysis: { ...run.analysis, noise: run.analysis.noise.map((one) => ({ ...one, verdict: noise })) },
        },
        {},
      ),
    ).cases.find(({ name }) => name === 'the machine is quiet under steady')!
  expect(verdict('quiet').became).toBe('passed')
  expect(verdict('noisy')).toMatchObject({ became: 'skipped', message: 'noisy' })
  expect(verdict('noisy').details).toContain(run.analysis.noise[0]!.advice)
})

test('a trial has the time of its window; what nobody timed has no time', () => {
  const { cases } = casesOf(junit(run, { arm: 'direct' }))
  expect(cases.find(({ name }) => name === 'round 1, bring-up 1')!.time).toBe('1.000')
  expect(cases.find(({ className }) => className!.endsWith('.proofs'))!.time).toBeNull()
})

test('one arm and one load leave out the others', () => {
  const { cases } = casesOf(junit(run, { arm: 'ebpf', load: 'steady' }))
  expect(new Set(cases.map(({ className }) => className!.split('.')[1]))).toEqual(
    new Set(['machine', 'ebpf']),
  )
})
