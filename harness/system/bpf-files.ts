/** Where make puts what it builds of bpf/. */
import { join } from 'node:path'

const OUTPUT = join(import.meta.dirname, '..', '..', 'bpf', '.output')

/** Path of a built file: `loader`, an object such as `datapath.bpf.o`, or a tool of bpf/tests. */
export const bpfFile = (name: string): string => join(OUTPUT, name)
