/** Text of the machine that measured, for readers. */
import type { HostFingerprint } from './record.ts'

/** "Intel(R) Xeon(R) Processor (family 6, model 207, stepping 2), 2 cores". */
export const processorText = ({
  cpuModel,
  cpuSignature,
  cores,
}: Pick<HostFingerprint, 'cpuModel' | 'cpuSignature' | 'cores'>): string =>
  `${cpuModel}${cpuSignature === undefined ? '' : ` (${cpuSignature})`}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
