/** Text as one word of a shell: commands that a user is told to type hold paths of the user's own. */

/** What no shell gives a meaning of its own. */
const PLAIN = /^[\w./:=,@+-]+$/

/** "results/monday" as it is, "my scenario.yaml" in quotes. */
export const shellWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
