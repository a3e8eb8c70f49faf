/** The formats that `export` writes. The command line reads this list, so that nothing else is loaded for it. */

export const EXPORT_FORMATS = [
  'fortio',
  'openmetrics',
  'csv',
  'benchmark-action',
  'smp',
  'hdr',
  'junit',
] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
