/** What each datapath is, gives and lacks, as Markdown: from what the datapaths say of themselves. */
import type { DatapathDescription } from '../providers/provider.ts'
import { CAPABILITIES, capitalized, fidelityText, listed } from '../report/model/text.ts'

/** A section for each, in order. */
export const datapathSections = (datapaths: readonly DatapathDescription[]): string =>
  datapaths.map(section).join('\n\n')

function section({ name, title, modelledBy, capability, fidelity, seeing }: DatapathDescription): string {
  const gives = CAPABILITIES.filter(({ key }) => capability[key]).map(({ gives: what }) => what)
  const lacks = CAPABILITIES.filter(({ key }) => !capability[key]).map(({ gives: what }) => what)
  const relation = fidelity.level === 'emulated' ? 'Emulates' : fidelity.level === 'reference' ? 'Is' : 'Runs'
  return [
    `### \`${name}\``,
    `${title}. ${relation}: ${fidelity.models}${fidelity.ours ? ` (${fidelityText(fidelity)}: hopbench wrote it)` : ''}.` +
      (modelledBy === null || modelledBy === name
        ? ''
        : ` On network namespaces \`${modelledBy}\` stands in for it.`),
    [
      `- **Can give**: ${gives.length === 0 ? 'nothing further' : listed(gives)}.`,
      `- **Does not give**: ${lacks.length === 0 ? 'nothing of the list' : listed(lacks)}.`,
      ...visible(seeing),
      ...list('The same', fidelity.same),
      ...list('Missing or different', fidelity.missing),
    ].join('\n'),
  ].join('\n\n')
}

/** What an arm of it may be asked to make visible; no line for a datapath that has no choice. */
function visible(seeing: DatapathDescription['seeing']): string[] {
  const [byDefault, ...others] = seeing
  if (byDefault === undefined || others.length === 0) return []
  const asked = others.map((one) => `\`${one}\``)
  return [`- **Makes visible**: \`${byDefault}\`; ${listed(asked)} where an arm asks for it.`]
}

const list = (heading: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`- **${heading}**:`, ...items.map((item) => `  - ${escaped(sentence(item))}`)]

/** With a capital, unless the first word is a name out of code, such as `istio.stats` or `virtualOutbound`. */
const sentence = (item: string): string => (/^[a-z]*[A-Z._]/.test(item) ? item : capitalized(item))

/** Text of a descriptor is plain: what Markdown would read as a mark is escaped. */
const escaped = (text: string): string => text.replace(/[\\`*_<>|[\]]/g, '\\$&')
