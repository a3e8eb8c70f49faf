/** The title of an import, and the sentence that stands wherever imported figures are shown. */
import { listed, plural } from '../../report/model/text.ts'
import type { Imported } from './imported.ts'

/** "Imported: 2 files of fortio and k6". */
export const importTitle = (files: readonly Imported[]): string =>
  `Imported: ${plural(files.length, 'file')} of ${listed([...new Set(files.map(({ tool }) => tool))])}`

export const NOT_MEASURED_HERE =
  'hopbench did not measure these figures and cannot vouch for them: it shows what the files say, as far as they support it.'
