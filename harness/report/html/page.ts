/** The whole page as one HTML file, without scripts and without requests, for light and dark screens and for print. */
import type { ReportInput } from '../report-input.ts'
import type { ReportModel } from '../model/report-model.ts'
import { believeSection } from './believe-section.ts'
import { calibrationSection } from './calibration-section.ts'
import { capacitySection } from './capacity-section.ts'
import { compact } from './compact.ts'
import { documentOf } from './document.ts'
import { picture } from './drawings.ts'
import { furtherRateSection } from './further-rate-section.ts'
import { graphSection } from './graph-section.ts'
import { header } from './header.ts'
import { loadSection } from './load-section.ts'
import { html, type Markup } from '../look/markup.ts'
import { methodSection } from './method-section.ts'
import { provenanceSection } from './provenance-section.ts'
import { ratesSection } from './rates-section.ts'
import { seeingCostSection } from './seeing-cost-section.ts'
import { seeingSection } from './seeing-section.ts'
import { verdictsSection } from './verdicts-section.ts'

const SHEETS = ['base', 'first-screen', 'cards', 'parts', 'tables', 'narrow', 'print'] as const

export async function page(model: ReportModel, { run }: ReportInput): Promise<string> {
  const loads: Markup[] = []
  for (const [index, section] of model.loads.entries())
    loads.push(
      section.isFurtherRate
        ? furtherRateSection(section, model)
        : await loadSection(section, model, idOf(index), index === 0),
    )
  const seeingCost = seeingCostSection(model.seeingCost)
  if (seeingCost) loads.push(seeingCost)
  const [first] = model.loads
  const firstPicture = first ? await picture(first, idOf(0), 2) : null
  const whole = documentOf({
    title: model.title,
    description: model.answer.headline,
    sheets: [
      ...SHEETS,
      ...(model.attempts === null ? [] : ['attempts']),
      ...(model.verdicts === null ? [] : ['verdicts']),
    ],
    datapaths: run.datapaths,
    main: html`${header(model, firstPicture)} ${ratesSection(model.rates)} ${loads} ${accessSection(model)}
    ${capacitySection(model.capacity)} ${graphSection(model)} ${believeSection(model)}
    ${calibrationSection(model)} ${provenanceSection(model)} ${methodSection(model)}`,
    footer: `hopbench ${run.host.versions['hopbench'] ?? ''}, run ${run.id}`,
  })
  return compact(whole)
}

/** Who sees whom, and who may call whom. */
const accessSection = (model: ReportModel) => [seeingSection(model), verdictsSection(model.verdicts)]

const idOf = (index: number): string => `load-${index}`
