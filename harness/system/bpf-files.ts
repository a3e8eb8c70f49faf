/** The folder in which make puts the built files of bpf/. */
import { join } from 'node:path'

const OUTPUT = join(import.meta.dirname, '..', '..', 'bpf', '.output')

/** Path of a built file: `loader`, an object such as `datapath.bpf.o`, or a tool of bpf/tests. */
export const bpfFile = (name: string): string => join(OUTPUT, name)
