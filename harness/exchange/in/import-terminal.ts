/** Imported files for a terminal: a few lines for each. */
import { importTitle, NOT_MEASURED_HERE } from './import-title.ts'
import { importView, type ImportRow } from './import-view.ts'
import type { Imported } from './imported.ts'

/** Width of a column of names. */
const NAME = 16
const VALUE = 22

/** No line break at the end. The page has the notes and what is about the file. */
export const importTerminal = (files: readonly Imported[]): string =>
  [
    importTitle(files),
    NOT_MEASURED_HERE,
    ...files
      .map(importView)
      .flatMap(({ file, tool, rows }) => ['', `${file} (${tool})`, ...rows.map(lineOf)]),
  ].join('\n')

const lineOf = ({ name, value, remark }: ImportRow): string =>
  `  ${name.padEnd(NAME)} ${value.padEnd(remark === '' ? 0 : VALUE)}${remark === '' ? '' : ` ${remark}`}`
