/** `plan`: prints what `bench` would do, with the time of each phase. Starts nothing and does not need root. */
import { windowsOf } from '../plan/loads-of-round.ts'
import { planRun, type RunPlan } from '../plan/plan-run.ts'
import { attemptsOf } from '../scenario/attempts.ts'
import { callsPerPage, hopsPerPage } from '../scenario/topology.ts'
import type { ExitCode } from '../errors.ts'
import { EXIT } from '../errors.ts'
import type { LoadLeftOut } from '../results/record.ts'
import { printable } from '../words/printable.ts'
import { armPolicies } from './arm-policies.ts'
import { policyRows } from './policy-rows.ts'
import type { RunOptions } from './resolve-run.ts'

export function plan(options: RunOptions): Promise<ExitCode> {
  const planned = planOf(options)
  const { provider, scenario, seed, quick, leftOut, loadsLeftOut, policies } = options
  process.stdout.write(
    options.json
      ? JSON.stringify(
          {
            ...{ provider: provider.name, seed, quick, leftOut, loadsLeftOut, scenario },
            policies: policies && {
              ...policies,
              arms: armPolicies(policies.policies, scenario.arms, provider.datapaths),
            },
            plan: planned,
          },
          null,
          2,
        ) + '\n'
      : describePlan(options, planned),
  )
  return Promise.resolve(EXIT.ok)
}

/** Order and time of a run with these options. */
export const planOf = ({ provider, scenario, seed, quick }: RunOptions): RunPlan =>
  planRun(scenario, seed, quick, provider.budget?.(scenario.arms))

/** The plan as text; `bench` prints it before it starts. */
export function describePlan(options: RunOptions, planned: RunPlan): string {
  const { provider, configured, scenario, seed } = options
  const { topology, loads, arms, rounds, clientPlacement } = scenario
  const services = Object.keys(topology.services).length
  const rows: [string, string][] = [
    ['scenario', `${scenario.name}: ${scenario.description}`],
    [
      'topology',
      `${counted(services, 'service')}; a page is ${counted(callsPerPage(topology), 'call')}, ${counted(hopsPerPage(topology), 'hop')} on its longest path`,
    ],
    [
      'arms',
      `${arms.map(({ name }) => name).join(', ')} (${provider.name}, ${planned.podsPerArm} pods each)`,
    ],
    ...leftOutRow(options),
    ...(configured.planLines?.(arms) ?? []),
    ...policyRowsOf(options),
    ...(clientPlacement === 'away'
      ? [['client', "on a node of its own, away from the services'"] as [string, string]]
      : []),
    ...loads.map((load): [string, string] => [
      'load',
      `${load.name}: ${load.pagesPerSecond === 'auto' ? "auto (40 % of the slowest arm's capacity)" : load.pagesPerSecond} pages/s, ${load.connection}; ${load.warmUp / 1000} s of warm-up, ${load.measure / 1000} s measured${load.windowsPerBringUp === undefined ? '' : `, ${windowsOf(load.windowsPerBringUp, planned)}× a bring-up`}`,
    ]),
    ...attemptsRow(scenario),
    ...options.loadsLeftOut.map(({ name, why }): [string, string] => [
      'left out',
      `load ${name}: ${WHY_LEFT_OUT[why]}`,
    ]),
    ['rounds', `${rounds}, each arm once a round in balanced order; seed ${printable(seed)}`],
    ['bring-ups', `${planned.bringUps}, each for ${counted(planned.roundsPerBringUp, 'round')}`],
    ...planned.budget.map(({ phase, seconds }): [string, string] => ['time', `${clock(seconds)}  ${phase}`]),
    ['total', `${clock(planned.totalSeconds)}  estimated`],
  ]
  let previous = ''
  return rows
    .map(([label, text]) => {
      const shown = label === previous ? '' : label
      previous = label
      return `  ${shown.padEnd(10)} ${text}\n`
    })
    .join('')
}

const policyRowsOf = ({ policies, scenario, provider }: RunOptions): [string, string][] =>
  policies === null
    ? []
    : policyRows(policies, armPolicies(policies.policies, scenario.arms, provider.datapaths))

function attemptsRow(scenario: RunOptions['scenario']): [string, string][] {
  const { attempts, strangers } = attemptsOf(scenario)
  if (attempts.length === 0) return []
  const names = attempts.map(({ name }) => name).join(', ')
  return [
    ['attempts', `${names}; ${counted(strangers.length, 'stranger')}; after the last proof of each arm`],
  ]
}

const WHY_LEFT_OUT: Record<LoadLeftOut['why'], string> = {
  quick: '--quick measures no capacity, of which its rate would be a share',
  time: 'it would take minutes more with this provider; a scenario file of your own keeps it',
}

/** Names the arms that `--quick` leaves out, so that nobody wonders where an arm is. */
const leftOutRow = ({ leftOut }: RunOptions): [string, string][] =>
  leftOut.length === 0
    ? []
    : [['left out', `${leftOut.join(', ')}: by --quick, unless --datapaths names them`]]

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** " 1:05": minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`.padStart(5)
}
