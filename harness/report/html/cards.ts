/** The cards of the treatment arms. A resolved cost is shown as a large number; an unresolved one is not. */
import type { CostCard } from '../model/cost-cards.ts'
import type { Quantity } from '../model/quantity.ts'
import { cellText, rangeText } from '../model/quantity-text.ts'
import { html, type Markup } from '../look/markup.ts'
import { factMarkup, verdictClass } from './cell.ts'

export const cards = (all: readonly CostCard[], rate: string): Markup =>
  html`<ul class="cards" aria-label="Cost of each datapath, per hop at ${rate}">
    ${all.map(card)}
  </ul>`

const card = (one: CostCard): Markup =>
  html`<li class="card" style="border-top-color:${one.colour}">
    <p class="name">${one.label}</p>
    <p class="fidelity">
      ${[one.title === one.label ? null : one.title, one.fidelity, one.against && `against ${one.against}`]
        .filter((part) => part !== null)
        .join('; ')}
    </p>
    ${
      one.absent
        ? html`<p class="absent"><b>No figures.</b> ${one.absent}</p>`
        : html`<div class="cost">${cost(one)} ${why(one)}</div>
            <dl>${one.facts.map(fact)}</dl>`
    }
  </li>`

const fact = ({ name, cell }: CostCard['facts'][number]): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${factMarkup(cell)}</dd>
  </div>`

/** The hop clock's reasons below the user clock's figure. */
const why = ({ why }: CostCard): Markup | null =>
  why.length === 0
    ? null
    : html`<p class="clock">user clock; why, by the hop clock:</p>
        <dl class="why">${why.map(fact)}</dl>`

/** A resolved cost as a large number; an unresolved or equivalent one as its interval on a scale, in grey; otherwise a word. */
function cost({ perHop, marginUs }: CostCard): Markup {
  const text = cellText(perHop)
  if (perHop.kind === 'word')
    return html`<p class="worded">${text.main}</p>
      ${text.note === null ? '' : html`<p class="range">${text.note}</p>`}`
  const { verdict } = perHop
  if (verdict === 'not resolved' || verdict === 'equivalent')
    return html`<p class="worded ${verdictClass(verdict)}">${verdict}</p>
      ${intervalBar(perHop, marginUs)}
      <p class="range">${[rangeText(perHop) ?? 'no interval: too few bring-ups', text.basis].join(' ')}</p>`
  return html`<p class="big"><b>${text.main}</b>${text.unit}</p>
    <p class="range">
      ${[text.interval ?? 'no interval', text.basis].join(' ')}
      <span class="verdict ${verdictClass(verdict ?? '')}">${verdict}</span>
    </p>`
}

const BAR = { width: 200, height: 18 }
/** The scale reaches this much farther than the farthest end of the interval or the margin. */
const BAR_ROOM = 1.1

/** Draws an interval on a scale around 0, with the margin behind it. The text below the drawing has the numbers. */
function intervalBar({ interval }: Quantity, marginUs: number): Markup | null {
  if (!interval) return null
  const reach = Math.max(Math.abs(interval.low), Math.abs(interval.high), marginUs) * BAR_ROOM
  const x = (us: number): string => ((us / reach / 2 + 0.5) * BAR.width).toFixed(1)
  const width = (from: number, to: number): string => (((to - from) / reach / 2) * BAR.width).toFixed(1)
  return html`<svg
    class="bar"
    viewBox="0 0 ${BAR.width} ${BAR.height}"
    width="${BAR.width}"
    height="${BAR.height}"
    aria-hidden="true"
    focusable="false"
  >
    <rect
      x="${x(-marginUs)}"
      width="${width(-marginUs, marginUs)}"
      height="${BAR.height}"
      fill="var(--band)"
    />
    <rect
      x="${x(interval.low)}"
      y="6"
      width="${width(interval.low, interval.high)}"
      height="6"
      rx="3"
      fill="var(--part-4)"
    />
    <path d="M${x(0)},0V${BAR.height}" stroke="var(--ink-soft)" />
  </svg>`
}

export const swatch = (colour: string): Markup =>
  html`<span class="swatch" style="background:${colour}"></span>`
