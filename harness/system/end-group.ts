/** Ends a command early, with all that it has started. */

/** The same as execa gives the command itself. */
const ENDS_WITHIN_MS = 5000

/**
 * When the signal comes, ends what the command has started as well, which is in its process group: while that runs, it holds the
 * command's output open, and the command does not end for whoever waits.
 */
export function endGroup(command: PromiseLike<unknown> & { pid?: number }, signal: AbortSignal): void {
  const { pid } = command
  if (pid === undefined) return
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    killGroup(pid, 'SIGTERM')
    timer = setTimeout(() => killGroup(pid, 'SIGKILL'), ENDS_WITHIN_MS)
  }
  const forget = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
  signal.addEventListener('abort', end)
  command.then(forget, forget)
}

function killGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch {
    // All of the group have ended.
  }
}
