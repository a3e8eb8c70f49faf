/** The drawing in which a reader looks closer: Vega with a compiled Vega-Lite chart, inside of the page. Without JavaScript it is not there. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Programs } from '../../report/html/document.ts'
import { compileChart, type ChartSpec } from '../../report/charts/vega.ts'
import { html, trusted, type Markup } from '../../report/look/markup.ts'
import type { CloserSetting } from './closer-data.ts'

export interface Closer extends Programs {
  section: Markup
}

const HEIGHT = 300

export async function closer(data: readonly CloserSetting[]): Promise<Closer> {
  const programs = [vegaItself(), readFileSync(new URL('closer-program.js', import.meta.url), 'utf8')]
  const spec = await compileChart(chart())
  const hashes = programs.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return {
    section: html`<section id="closer" hidden>
      <h2 id="look-closer">Look closer</h2>
      <div class="choices">
        <label
          >Line of
          <select id="closer-group"></select
        ></label>
        <label
          >Figure
          <select id="closer-series"></select
        ></label>
      </div>
      <p class="note" id="closer-note">
        A click on a point names its run. Drag to move, Shift and the wheel to zoom, double click for all.
      </p>
      <div id="closer-drawing" role="img" aria-labelledby="look-closer"></div>
      <p class="note" id="closer-run" aria-live="polite"></p>
    </section>`,
    scripts: trusted(
      [
        `<script type="application/json" id="closer-data">${inScript(data)}</script>`,
        `<script type="application/json" id="closer-spec">${inScript(spec)}</script>`,
        ...programs.map((text) => `<script>${text}</script>`),
      ].join('\n'),
    ),
    // Vega makes functions from the expressions of its chart, all of which are ours.
    policy: `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src 'unsafe-eval' ${hashes.join(' ')}`,
  }
}

/** JSON that cannot end its script element. */
export const inScript = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')

/** The library as one file, with its licence (BSD-3-Clause asks for the notice). */
function vegaItself(): string {
  const build = new URL('vega.min.js', import.meta.resolve('vega'))
  const text = readFileSync(build, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
  if (/<\/script|<!--/i.test(text)) throw new Error(`${build.pathname} cannot stand inside a page`)
  return `/* Vega, copyright University of Washington Interactive Data Lab, BSD-3-Clause: https://github.com/vega/vega/blob/main/LICENSE */\n${text}`
}

const INK = 'var(--link)'
/** Names of months stand beside each other on a phone as well. */
const MOST_TICKS = 6

function chart(): ChartSpec {
  const x = {
    field: 'time',
    type: 'temporal' as const,
    title: null,
    scale: { type: 'utc' as const, nice: false },
    axis: { tickCount: MOST_TICKS, labelOverlap: true },
  }
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: null,
    scale: { zero: false },
    axis: { labelExpr: "format(datum.value, '.5~g')" },
  })
  const detail = { field: 'segment', type: 'nominal' as const }
  const points = { name: 'points' }
  return {
    width: 600,
    height: HEIGHT,
    padding: { left: 60, right: 30, top: 10, bottom: 34 },
    layer: [
      {
        data: points,
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'area', fill: INK, fillOpacity: 0.18, clip: true },
        encoding: { x, y: y('low'), y2: { field: 'high' }, detail },
      },
      {
        data: points,
        params: [
          {
            name: 'zoom',
            select: { type: 'interval', encodings: ['x'], zoom: 'wheel![event.shiftKey]' },
            bind: 'scales',
          },
        ],
        mark: { type: 'line', stroke: INK, strokeWidth: 1.5, clip: true },
        encoding: { x, y: y('middle'), detail },
      },
      {
        data: { name: 'marks' },
        mark: { type: 'rule', clip: true },
        encoding: {
          x,
          stroke: { field: 'colour', type: 'nominal', scale: null },
          strokeWidth: { field: 'width', type: 'quantitative', scale: null },
        },
      },
      {
        data: points,
        mark: {
          type: 'point',
          filled: true,
          fill: INK,
          size: 34,
          opacity: 0.9,
          clip: true,
          cursor: 'pointer',
        },
        encoding: { x, y: y('middle'), tooltip: { field: 'about', type: 'nominal' } },
      },
    ],
  }
}
