/** The whole page as one HTML file, without scripts and without requests, for light and dark screens and for print. */
import { readFileSync } from 'node:fs'
import type { Descriptor } from '../../results/record.ts'
import { colourVariables } from '../look/palette.ts'
import { variablesOf } from '../look/theme.ts'
import type { ReportInput } from '../report-input.ts'
import type { ReportModel } from '../model/report-model.ts'
import { believeSection } from './believe-section.ts'
import { calibrationSection } from './calibration-section.ts'
import { capacitySection } from './capacity-section.ts'
import { picture } from './drawings.ts'
import { furtherRateSection } from './further-rate-section.ts'
import { graphSection } from './graph-section.ts'
import { header } from './header.ts'
import { loadSection } from './load-section.ts'
import { html, trusted, type Markup } from '../look/markup.ts'
import { methodSection } from './method-section.ts'
import { provenanceSection } from './provenance-section.ts'
import { ratesSection } from './rates-section.ts'

/** The order matters: rules of later sheets override rules of earlier ones. */
const SHEETS = ['base', 'first-screen', 'cards', 'parts', 'tables', 'narrow', 'print']
const STYLE = SHEETS.map((name) => readFileSync(new URL(`style/${name}.css`, import.meta.url), 'utf8')).join(
  '',
)

export async function page(model: ReportModel, { run }: ReportInput): Promise<string> {
  const loads: Markup[] = []
  for (const [index, section] of model.loads.entries())
    loads.push(
      section.isFurtherRate
        ? furtherRateSection(section, model)
        : await loadSection(section, model, idOf(index), index === 0),
    )
  const [first] = model.loads
  const firstPicture = first ? await picture(first, idOf(0)) : null
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${model.answer.headline}" />
        <link rel="icon" href="data:," />
        <title>${model.title}</title>
        <style>
          ${trusted(styleFor(run.datapaths))}
        </style>
      </head>
      <body>
        <main>
          ${header(model, firstPicture)} ${ratesSection(model.rates)} ${loads}
          ${capacitySection(model.capacity)} ${graphSection(model)} ${believeSection(model)}
          ${calibrationSection(model)} ${provenanceSection(model)} ${methodSection(model)}
        </main>
        <footer>
          <p>hopbench ${run.host.versions['hopbench'] ?? ''}, run ${run.id}</p>
        </footer>
      </body>
    </html> `.text
}

const idOf = (index: number): string => `load-${index}`

/** The style sheet with the colours of the page and of this run's datapaths, without comments. */
const styleFor = (datapaths: readonly Descriptor[]): string =>
  STYLE.replace('/* colours, light */', variablesOf('light') + colourVariables(datapaths, 'light'))
    .replace('/* colours, dark */', variablesOf('dark') + colourVariables(datapaths, 'dark'))
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\n\s*/g, '\n')
