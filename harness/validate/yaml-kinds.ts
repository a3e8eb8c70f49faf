/** The kinds of YAML files: scenarios, meshes, prices, policies. Each is checked by the reader that the commands use. */
import { basename, dirname, resolve } from 'node:path'
import { loadPolicies } from '../policy/load-policies.ts'
import { parsePolicies } from '../policy/read/parse-policies.ts'
import { parsePrices } from '../prices/load-prices.ts'
import { pricesSchema } from '../prices/schema.ts'
import { datapathsBeside } from '../providers/kubernetes/mesh/datapaths-beside.ts'
import { parseMesh } from '../providers/kubernetes/mesh/load-mesh.ts'
import { meshSchema } from '../providers/kubernetes/mesh/schema.ts'
import { knownTo } from '../providers/known-datapaths.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { scenarioSchema } from '../scenario/schema.ts'
import { fieldsOf, found, wholeFile, type Findings, type Kind, type Source } from './kind.ts'

export const yamlKinds = (): Kind[] => [
  { name: 'scenario', form: 'YAML', fields: fieldsOf(scenarioSchema), check: checkScenario },
  { name: 'mesh.yaml', form: 'YAML', fields: fieldsOf(meshSchema), check: checkMesh },
  {
    name: 'prices.yaml',
    form: 'YAML',
    fields: fieldsOf(pricesSchema),
    check: ({ file, text }) => found(file, () => void parsePrices(file, text)),
  },
  {
    name: 'policies',
    form: 'YAML',
    fields: [['apiVersion', 'kind', 'metadata', 'spec', 'specs', 'status', 'items']],
    check: ({ file, text }) => found(file, () => void parsePolicies(file, text)),
  },
]

/** A scenario is valid where one provider has all its datapaths. Importing providers takes a second, so other files do without. */
async function checkScenario({ file, text }: Source): Promise<Findings> {
  const { providers } = await import('../providers/index.ts')
  const tried = providers.map((provider) => ({
    provider: provider.name,
    ...found(file, () => {
      const { policies } = parseScenario(file, text, knownTo(provider, providers))
      if (policies) loadPolicies(policies)
    }),
  }))
  const able = tried.filter(({ problems }) => problems.length === 0).map(({ provider }) => provider)
  return able.length === 0
    ? tried[0]!
    : { problems: [], notes: [`its datapaths exist on ${able.join(', ')}; \`npm run plan\` checks the rest`] }
}

/** A mesh names files beside it, and its datapaths must differ from those of the meshes beside it. */
function checkMesh({ file, text, isStandardInput }: Source): Findings {
  if (isStandardInput || basename(file) !== 'mesh.yaml')
    return wholeFile(
      file,
      'is a mesh, which names files beside it: give the path of a mesh.yaml in its folder',
    )
  const folder = resolve(dirname(file))
  return found(file, () => void parseMesh(folder, text, datapathsBeside(folder)))
}
