/** Units of time that files of other tools have. */

/** Microseconds in one unit, by the name that `import --unit` takes. */
export const US_IN = { ns: 0.001, us: 1, ms: 1000, s: 1_000_000 } as const
export type TimeUnit = keyof typeof US_IN

export const TIME_UNITS = Object.keys(US_IN) as TimeUnit[]
