/** Compiles the BPF programs and their loader when their sources are newer. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, run, succeeds } from './shell.mjs'

/** Returns the problem, or null. */
export function buildBpf(root) {
  const directory = join(root, 'bpf')
  if (!existsSync(join(directory, 'Makefile'))) return null
  if (!onPath('make') || !onPath('clang'))
    return 'clang or make is missing, so the BPF programs are not compiled'
  if (succeeds('make', ['-q', '-C', directory])) return null
  return run('make', ['-s', '-C', directory])
    ? null
    : 'the BPF programs do not compile here; the reason is above'
}
