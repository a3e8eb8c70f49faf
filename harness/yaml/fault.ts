/** Something that no YAML file of hopbench may contain. */
export interface Fault {
  /** Position in characters from the start of the text. */
  offset: number
  /** What is wrong and what to write instead, as the continuation of `file:line:column`. */
  message: string
}
