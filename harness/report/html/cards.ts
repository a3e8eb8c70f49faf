/** The cards of the treatment arms, and what their figures mean for a page. */
import type { CostCard } from '../model/cost-cards.ts'
import type { PageCost } from '../model/page-cost.ts'
import { html, type Markup } from '../look/markup.ts'

export const cards = (all: readonly CostCard[], rate: string): Markup =>
  html`<ul class="cards" aria-label="Cost and benefit of each datapath, per hop at ${rate}">
    ${all.map(card)}
  </ul>`

const card = (one: CostCard): Markup =>
  html`<li class="card" style="border-top-color:${one.colour}">
    <p class="name">${one.title}</p>
    <p class="fidelity">${one.fidelity}${one.against ? `; against ${one.against}` : ''}</p>
    ${
      one.absent
        ? html`<p class="absent"><b>No figures.</b> ${one.absent}</p>`
        : html`<p class="big">
              ${
                /\d/.test(one.addedPerHop)
                  ? html`<b>${one.addedPerHop}</b> µs a hop`
                  : html`<b class="worded">${one.addedPerHop}</b>`
              }
            </p>
            <p class="range">
              ${one.range}${
                one.verdict && one.addedPerHop !== one.verdict
                  ? html` <span class="verdict ${one.verdict.replace(' ', '-')}">${one.verdict}</span>`
                  : ''
              }
            </p>
            <dl>
              ${one.facts.map(
                ({ name, value, more }) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${value} <b>${more}</b></dd>
                  </div>`,
              )}
            </dl>`
    }
    <ul class="marks" aria-label="What it gives">
      ${one.capabilities.map(({ mark, has }) =>
        has
          ? html`<li><span aria-hidden="true">✓</span><span class="unseen">gives</span> ${mark}</li>`
          : html`<li class="lacks">
              <span aria-hidden="true">–</span><span class="unseen">lacks</span> ${mark}
            </li>`,
      )}
    </ul>
  </li>`

export const pageCost = (cost: PageCost): Markup =>
  html`<div class="panel">
    <p>${cost.page}</p>
    <div class="frame" tabindex="0" role="region" aria-label="What each datapath adds to a page, table">
      <table class="plain">
        <caption class="unseen">
          What each datapath adds to a page and to a bill
        </caption>
        <thead>
          <tr>
            <th scope="col">datapath</th>
            <th scope="col">a page, p50</th>
            <th scope="col">at 1,000 pages/s</th>
            <th scope="col">a month</th>
          </tr>
        </thead>
        <tbody>
          ${cost.lines.map(
            ({ colour, name, time, cores, money }) =>
              html`<tr>
                <th scope="row">${swatch(colour)}${name}</th>
                <td>${time}</td>
                <td>${cores}</td>
                <td>${money}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">${cost.assumption}</p>
  </div>`

export const swatch = (colour: string): Markup =>
  html`<span class="swatch" style="background:${colour}"></span>`
