/** Rows of text in columns, for a terminal. */

export function columns(rows: readonly (readonly string[])[]): string[] {
  const most = Math.max(...rows.map(({ length }) => length))
  const widths = Array.from({ length: most }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
