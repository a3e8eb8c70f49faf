/** A short fact for the section that says why the figures can be believed. */
/** Facts under one heading. */
export interface Belief {
  heading: string
  facts: { text: string; isTrouble: boolean }[]
}

export const fact = (text: string, isTrouble = false): Belief['facts'][number] => ({ text, isTrouble })
