/** A word of reports and of the terminal with what it means. */
export interface Entry {
  word: string
  /** Other names under which it is looked up. */
  others?: readonly string[]
  /** One or two sentences that begin with a capital letter. */
  meaning: string
  /** The page of docs/ that says more; method.md where it is left out. */
  page?: 'method.md' | 'instruments.md' | 'gate.md' | 'history.md' | 'reference.md'
  /** The part of that page, as its address there: "verdict". */
  section: string
}

/** "docs/method.md#verdict". */
export const whereMore = ({ page = 'method.md', section }: Entry): string => `docs/${page}#${section}`
