/** Names of files made of names in records, which may come from elsewhere. */

/** Longer names are refused by some file systems. */
const LONGEST = 80

/** Letters, digits, dots, dashes and underscores of the parts, never a folder, never hidden: "sidecar-steady". */
export const fileNameOf = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, LONGEST) || 'unnamed'
