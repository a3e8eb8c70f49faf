/** The section of one setting: what was measured where, then its loads. */
import { html, type Markup } from '../../report/look/markup.ts'
import { plural } from '../../report/model/text.ts'
import type { Setting } from '../settings.ts'
import { day } from './words.ts'

/** "chain-3 on netns, quick runs". */
const settingTitle = ({ scenario, provider, quick }: Setting): string =>
  `${scenario} on ${provider}${quick ? ', quick runs' : ''}`

/** "chain-3 on netns, machine 592a6da7". */
export const settingName = (setting: Setting): string =>
  `${settingTitle(setting)}, machine ${setting.machine.id}`

/** @param loads what the page shows of each load */
export function settingSection(setting: Setting, id: string, loads: readonly Markup[]): Markup {
  const { machine, runs } = setting
  return html`<section aria-labelledby="${id}">
    <h2 class="load-name" id="${id}">${settingName(setting)}</h2>
    <p class="note">
      ${machine.words}. ${plural(runs.length, 'run')}, ${day(runs[0]!.facts.startedAt)} to
      ${day(runs.at(-1)!.facts.startedAt)}.
    </p>
    ${loads}
  </section>`
}
