/** Something that may not be in a YAML file of ours, whatever the file is for. */
export interface Fault {
  /** In characters, from the start of the text. */
  offset: number
  /** What it is and what to write instead, to follow `file:line:column`. */
  message: string
}
