/**
 * The code of an arm that may come from another version of hopbench: the datapaths, with the BPF programs that they load, and the
 * program of the services. All else, such as the wiring of the node, the load client and the instruments, is this version's.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BenchError, messageOf } from '../../errors.ts'
import type { NetnsDatapath } from './datapath.ts'
import { datapaths } from './datapaths/index.ts'
import { SERVICE } from './node/service-program.ts'

export interface ArmCode {
  datapaths: readonly NetnsDatapath[]
  /** Path of the service program. */
  serviceProgram: string
}

const DATAPATHS = 'harness/providers/netns/datapaths/index.ts'
const SERVICE_PROGRAM = 'harness/workload/service.ts'

export const OWN_CODE: ArmCode = {
  datapaths,
  serviceProgram: SERVICE,
}

/**
 * The code in the folder of another version, whose set-up has run there. Importing it starts nothing.
 * @param names the datapaths that arms will have
 * @throws BenchError that says what the version lacks
 */
export async function codeIn(folder: string, names: readonly string[]): Promise<ArmCode> {
  const advice = 'compare with a version whose datapaths have the same form'
  const module = (await import(pathToFileURL(join(folder, DATAPATHS)).href).catch((error: unknown) => {
    throw new BenchError(`${DATAPATHS} cannot be imported: ${messageOf(error)}`, advice)
  })) as { datapaths?: unknown }
  const found = Array.isArray(module.datapaths) ? module.datapaths.filter(isDatapath) : []
  const missing = names.filter((name) => !found.some(({ description }) => description.name === name))
  if (missing.length > 0)
    throw new BenchError(`${DATAPATHS} has no ${missing.join(', ')} that this version can install`, advice)
  const serviceProgram = join(folder, SERVICE_PROGRAM)
  if (!existsSync(serviceProgram)) throw new BenchError(`it has no ${SERVICE_PROGRAM}`, advice)
  return { datapaths: found, serviceProgram }
}

/** As far as it can be told before the datapath is installed. */
function isDatapath(value: unknown): value is NetnsDatapath {
  const { description, install, namesResolveTo } = (value ?? {}) as Partial<NetnsDatapath>
  return (
    typeof description?.name === 'string' && typeof install === 'function' && namesResolveTo !== undefined
  )
}
