/** The JSON object of a line of output or of a log; an empty list for any other line. */
export function jsonObject(line: string): object[] {
  if (!line.startsWith('{')) return []
  try {
    return [JSON.parse(line) as object]
  } catch {
    return []
  }
}
