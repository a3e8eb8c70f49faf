/** The two rates of a default run, for made-up runs. */
export const LIGHT_AND_BUSY = [
  { name: 'light', connection: 'keep-alive' as const },
  { name: 'busy', connection: 'keep-alive' as const, pagesPerSecond: 260, windowsPerBringUp: 1 },
]
