/** What is made once a run and used in every bring-up: certificates, the versions of tools. */

/**
 * Returns what `make` made under this name earlier in the run, or makes it now. When `make` fails, the next call tries again.
 * Calls with the same name must make the same type of thing.
 */
export type OnceARun = <T>(name: string, make: () => Promise<T>) => Promise<T>

export function createOnceARun(): OnceARun {
  const made = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>) => {
    const earlier = made.get(name)
    if (earlier) return earlier as Promise<T>
    const making = make()
    made.set(name, making)
    making.catch(() => made.delete(name))
    return making
  }
}
