/** CPU and memory of an arm in a kind cluster: cgroup files of this machine, the same account as on network namespaces. */
import { atWindowEnd } from '../../../arm/instrument.ts'
import { messageOf } from '../../../errors.ts'
import type { MemoryReading } from '../../../results/record.ts'
import { hostAccount } from '../../../instruments/cpu/host-account.ts'
import { readMemory } from '../../../instruments/memory/memory.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import type { ArmAccount } from '../cluster.ts'
import type { RestingArms } from '../turns/resting-arms.ts'
import { podUnits, processesOf, type NodeUnit, type SharedUnits } from './node-units.ts'

const KERNEL_MEMORY = {
  bytes: {
    notMeasured:
      'rules and maps of a kind node are kept by the kernel of the whole machine, which does not tell whose they are',
  },
  source: 'not read',
}

/** @param usesMesh by what is installed in the cluster, whose components are then among the arm's units */
export function nodeAccount(
  nodes: Map<string, string>,
  shared: SharedUnits,
  pods: WorkloadPod[],
  usesMesh: boolean,
  resting: RestingArms,
): ArmAccount {
  const own = podUnits(nodes, pods)
  const units: NodeUnit[] = [...own, ...shared.cluster, ...(usesMesh ? shared.mesh : [])]
  return {
    ...resting.join(own.map(({ directory }) => directory)),
    units,
    instruments: { cpu: hostAccount(units), memory: atWindowEnd(() => memoryOf(units)) },
  }
}

/** Nodes start and end helpers all the time: a process that goes while it is read is no reason to give up. */
const ATTEMPTS = 4

async function memoryOf(units: NodeUnit[]): Promise<MemoryReading> {
  let why = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const processes = units.flatMap((unit) => processesOf(unit).map((pid) => ({ pid, role: unit.role })))
      return await readMemory(processes, KERNEL_MEMORY)
    } catch (error) {
      why = messageOf(error)
    }
  }
  return { notMeasured: why }
}
