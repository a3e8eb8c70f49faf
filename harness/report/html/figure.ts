/** A drawing or a table with its title, in a frame that scrolls where the content is wider than the page. */
import { html, trusted, type Markup } from '../look/markup.ts'

/** 2 where the figure stands below the page's own heading, 3 where it is part of a section. */
export type HeadingLevel = 2 | 3

export const headingOf = (id: string, title: string, level: HeadingLevel): Markup =>
  level === 2 ? html`<h2 id="${id}">${title}</h2>` : html`<h3 id="${id}">${title}</h3>`

/**
 * @param id unique on the page
 * @param title what the drawing shows; the table beside the drawing has the figures
 * @param svg the drawing; screen readers skip its content
 */
export function figure(
  id: string,
  title: string,
  note: string,
  svg: string | Markup,
  level: HeadingLevel = 3,
): Markup {
  return html`<div class="figure">
    ${headingOf(id, title, level)}
    <p class="note" id="${id}-note">${note}</p>
    <div class="frame" tabindex="0" role="group" aria-label="${title}, drawing">
      <figure role="img" aria-labelledby="${id} ${id}-note">
        ${typeof svg === 'string' ? trusted(svg) : svg}
      </figure>
    </div>
  </div>`
}

/** A table in a frame that scrolls sideways. @param classOf the class of a cell; null for none */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
  classOf: (cell: string | Markup) => string | null = () => null,
): Markup {
  const cellOf = (text: string | Markup): Markup => {
    const name = classOf(text)
    return name === null ? html`<td>${text}</td>` : html`<td class="${name}">${text}</td>`
  }
  return html`<div class="frame" tabindex="0" role="group" aria-label="${caption}, table">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map(cellOf)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

/** The table of a drawing, which opens on a click. */
export const tableOf = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup =>
  html`<details>
    <summary>Table: ${caption}</summary>
    ${table(caption, head, rows)}
  </details>`
