/** A word of reports and of the terminal with what it means. */
export interface Entry {
  word: string
  /** Other names under which it is looked up. */
  others?: readonly string[]
  /** One or two sentences that begin with a capital letter. */
  meaning: string
  /** The part of docs/method.md that says more, as its address there: "verdict". */
  section: string
}
