/** Loads a scenario from a YAML file and checks it. One message lists all problems of the file. */
import { basename, dirname, isAbsolute, join } from 'node:path'
import { checkArms, nameArms } from './arms.ts'
import { checkAttempts } from './check-attempts.ts'
import { checkTopology } from './check-topology.ts'
import type { KnownDatapaths } from './datapath-names.ts'
import { parseChecked } from '../yaml/parse-checked.ts'
import type { Problem } from '../yaml/problem.ts'
import { writtenText } from '../yaml/written-text.ts'
import { scenarioSchema, type Load, type Scenario } from './schema.ts'

/**
 * Reads and checks a scenario file.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem.
 */
export function loadScenario(file: string, known: KnownDatapaths): Scenario {
  const text = writtenText(
    file,
    `the scenario ${file}`,
    'give the path of a file, or the name of a scenario of scenarios/ without the folder',
  )
  return parseScenario(file, text, known)
}

/** Parses and checks the text of a scenario. `file` names the text in messages, and its base name becomes the scenario's name. */
export function parseScenario(file: string, text: string, known: KnownDatapaths): Scenario {
  const scenario = parseChecked(file, text, {
    what: 'scenario',
    advice: 'scenarios/README.md describes every field; nothing has been started',
    schema: scenarioSchema,
    check: (value) => checkScenario(value, known),
  })
  return {
    ...scenario,
    name: basename(file).replace(/\.ya?ml$/, ''),
    arms: nameArms(scenario.arms, known.here),
    ...(scenario.policies && { policies: scenario.policies.map((path) => beside(file, path)) }),
  }
}

/** The path of a file that a scenario file names. */
const beside = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path))

type CheckedScenario = ReturnType<typeof scenarioSchema.parse>

/** Checks what the schema cannot express: calls, names, datapaths. */
function checkScenario(scenario: CheckedScenario, known: KnownDatapaths): Problem[] {
  const { topology, loads, arms, policies } = scenario
  return [
    ...checkTopology(topology).map((problem) => ({ ...problem, path: ['topology', ...problem.path] })),
    ...secondLoads(loads),
    ...(topology.policy && policies
      ? [
          {
            path: ['policies'],
            message: 'stands beside topology.policy: say who may call whom in one of them',
          },
        ]
      : []),
    ...checkArms(arms, known),
    ...checkAttempts(scenario),
  ]
}

function secondLoads(loads: readonly Load[]): Problem[] {
  return loads.flatMap(({ name }, n) =>
    loads.findIndex((other) => other.name === name) === n
      ? []
      : [{ path: ['loads', n], message: `is a second load called ${name}: give it a name of its own` }],
  )
}
