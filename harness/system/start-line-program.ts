/** Starts a program that answers lines, such as the loaders of bpf/. */
import type { Cleanup } from './cleanup.ts'
import { startMortal } from './command.ts'
import { converse, type LineAdvice, type LineConversation } from './line-program.ts'
import { watch, type Program } from './program.ts'

export interface LineProgram {
  /** Name of the program in messages: "the hop clock". */
  title: string
  command: string[]
  /** The cgroup2 directory that it runs in; the harness's own where absent. */
  cgroup?: string
  advice: LineAdvice & {
    /** What a user can do when the program has ended. */
    ifEnded: string
  }
}

/**
 * Returns when the program says that it is ready.
 * @param cleanup ends the program; leave it out for a program that ends with its cgroup
 * @throws BenchError when the program cannot be started, ends, refuses to begin or does not answer
 */
export async function startLineProgram(
  { title, command, cgroup = '', advice }: LineProgram,
  cleanup?: Cleanup,
): Promise<{ program: Program; conversation: LineConversation }> {
  const started: { child?: Program['child'] } = {}
  cleanup?.defer(title, async () => {
    started.child?.kill('SIGKILL')
    await started.child
  })
  const child = startMortal(command, {
    cgroup,
    stdin: 'pipe',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  started.child = child
  const program = await watch(title, child, [child.stderr], advice.ifEnded)
  const { stdin, stdout } = child
  const conversation = converse(
    { title, stdin, stdout, ended: child, assertAlive: program.assertAlive },
    advice,
  )
  await conversation.ready()
  return { program, conversation }
}
