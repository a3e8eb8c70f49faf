/** Draws loads as long as the page has room: those of the newest setting first. A load that does not fit leaves out no other. */
import type { Markup } from '../../report/look/markup.ts'
import type { LoadHistory, Setting } from '../settings.ts'
import { inScript } from './closer.ts'
import { closerLoad, closerSetting, type CloserSetting } from './closer-data.ts'
import { loadPart } from './load-part.ts'
import { spanOf } from './panel.ts'
import { settingSection } from './setting-section.ts'

export interface DrawnLoads {
  /** A section for each setting of which a load fits. */
  sections: Markup[]
  /** The same loads for the drawing in which a reader looks closer. */
  closer: CloserSetting[]
  leftOut: { setting: Setting; load: LoadHistory }[]
}

/** @param roomBytes what sections and figures may take together */
export async function drawnLoads(settings: readonly Setting[], roomBytes: number): Promise<DrawnLoads> {
  const found: DrawnLoads = { sections: [], closer: [], leftOut: [] }
  let left = roomBytes
  for (const [index, setting] of settings.entries()) {
    // One run is no line; the index of runs has it.
    if (setting.runs.length < 2) continue
    const id = `setting-${index}`
    const span = spanOf(setting.runs.map(({ facts }) => Date.parse(facts.startedAt)))
    const closer = closerSetting(setting)
    const parts: Markup[] = []
    for (const load of setting.loads) {
      const figures = closerLoad(setting, load)
      const part = await loadPart(load, setting, span)
      const around = parts.length > 0 ? 0 : bytesOf(settingSection(setting, id, []), closer)
      const bytes = around + bytesOf(part, figures)
      if (bytes > left) found.leftOut.push({ setting, load })
      else {
        parts.push(part)
        closer.loads.push(figures)
        left -= bytes
      }
    }
    if (parts.length === 0) continue
    found.sections.push(settingSection(setting, id, parts))
    found.closer.push(closer)
  }
  return found
}

const bytesOf = (markup: Markup, figures: object): number =>
  Buffer.byteLength(markup.text) + Buffer.byteLength(inScript(figures))
