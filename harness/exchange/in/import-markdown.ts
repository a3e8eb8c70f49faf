/** Imported files as Markdown. */
import { line, text } from '../../report/markdown-text.ts'
import { importTitle, NOT_MEASURED_HERE } from './import-title.ts'
import { importView, NEVER_IMPORTED } from './import-view.ts'
import type { Imported } from './imported.ts'
import { sideBySide } from './side-by-side.ts'

export const importMarkdown = (files: readonly Imported[]): string =>
  `${[
    `# ${text(importTitle(files))}`,
    `> ${NOT_MEASURED_HERE}`,
    ...sideBySide(files).flatMap(({ caption, head, rows }) => [text(caption), tableOf(head, rows)]),
    ...files.map(importView).flatMap(({ file, tool, rows, notes }) => [
      `## ${text(file)}`,
      text(tool),
      tableOf(
        ['figure', 'value', 'remark'],
        rows.map(({ name, value, remark }) => [name, value, remark]),
      ),
      ...notes.map(text),
    ]),
    '## What these files cannot say',
    NEVER_IMPORTED.map((sentence) => `- ${text(sentence)}`).join('\n'),
  ].join('\n\n')}\n`

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(text)))].join('\n')
