/** A page as one HTML file, without requests, and without scripts unless it brings its own, for light and dark screens and for print. */
import { readFileSync } from 'node:fs'
import type { Descriptor } from '../../results/record.ts'
import { html, trusted, type Markup } from '../look/markup.ts'
import { colourVariables } from '../look/palette.ts'
import { variablesOf } from '../look/theme.ts'

export interface Document {
  title: string
  description: string
  /** Names of style sheets. The order matters: rules of later sheets override rules of earlier ones. */
  sheets: readonly string[]
  /** The datapaths of the run, whose colours the page has. */
  datapaths: readonly Pick<Descriptor, 'name' | 'hue'>[]
  main: Markup
  footer: string
}

/** What a page with programs has in addition. */
export interface Programs {
  /** The Content-Security-Policy that lets these programs run and no others. */
  policy: string
  /** The elements that hold them. */
  scripts: Markup
}

/** The page with programs in it. Whatever text of a record were to get past the escaping, it would not run. */
export const withPrograms = (page: string, { policy, scripts }: Programs): string =>
  page
    .replace(
      '<head>',
      (head) => head + html`<meta http-equiv="Content-Security-Policy" content="${policy}" />`.text,
    )
    .replace('</body>', (end) => scripts.text + end)

export const documentOf = ({ title, description, sheets, datapaths, main, footer }: Document): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${description}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(styleOf(sheets, datapaths))}
        </style>
      </head>
      <body>
        <main>${main}</main>
        <footer>
          <p>${footer}</p>
        </footer>
      </body>
    </html> `.text

/** The style sheets with the colours of the page and of this run's datapaths, without comments. */
const styleOf = (sheets: readonly string[], datapaths: Document['datapaths']): string =>
  sheets
    .map((name) => readFileSync(new URL(`style/${name}.css`, import.meta.url), 'utf8'))
    .join('')
    .replace('/* colours, light */', variablesOf('light') + colourVariables(datapaths, 'light'))
    .replace('/* colours, dark */', variablesOf('dark') + colourVariables(datapaths, 'dark'))
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\n\s*/g, '\n')
