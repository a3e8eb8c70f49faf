// Runs in the page of the history: fills the two lists and draws the chosen figure. Names of runs and arms are only ever text.
'use strict'
;(() => {
  const parsed = (id) => JSON.parse(document.getElementById(id).textContent)
  const { runs, groups } = parsed('closer-data')
  if (groups.length === 0) return
  const drawing = document.getElementById('closer-drawing')
  const groupList = document.getElementById('closer-group')
  const seriesList = document.getElementById('closer-series')
  const said = document.getElementById('closer-run')
  document.getElementById('closer').hidden = false
  const view = new vega.View(vega.parse(parsed('closer-spec')), { renderer: 'svg', container: drawing })
  const PADDING = 90 // of the compiled chart, left and right together
  const fit = () => view.width(Math.max(180, drawing.clientWidth - PADDING))
  const fill = (list, labels) =>
    list.replaceChildren(...labels.map((label, index) => new Option(label, String(index))))
  const textOf = (series, { run, middle, low, high }) => {
    const sign = series.isMultiple ? '×' : ''
    const day = new Date(runs[run][1]).toISOString().slice(0, 10)
    return `${runs[run][0]}, ${day}: ${sign}${middle}${low === null ? ', no interval' : ` [${low}, ${high}]`}`
  }
  const draw = () => {
    const series = groups[groupList.value].series[seriesList.value]
    let segment = 0
    const points = series.middles.map((middle, index) => {
      const run = series.runs?.[index] ?? series.first + index
      const point = {
        run,
        time: runs[run][1],
        middle,
        low: series.lows[index],
        high: series.highs[index],
        segment,
      }
      if (series.ends.includes(index)) segment++
      return { ...point, about: textOf(series, point) }
    })
    const marks = series.marks.map(([time, kind]) => ({
      time,
      colour: kind === 'change' ? 'var(--warn)' : 'var(--ink-soft)',
    }))
    const all = (rows) =>
      vega
        .changeset()
        .remove(() => true)
        .insert(rows)
    said.replaceChildren()
    fit().change('points', all(points)).change('marks', all(marks)).run()
  }
  const choose = () => {
    fill(
      seriesList,
      groups[groupList.value].series.map(({ label }) => label),
    )
    draw()
  }
  view.addEventListener('click', (_, item) => {
    if (!item?.datum || item.datum.about === undefined) return
    const [id, , link] = runs[item.datum.run]
    const name = document.createElement(link === null ? 'span' : 'a')
    name.textContent = id
    if (link !== null) name.href = link
    said.replaceChildren(name, item.datum.about.slice(id.length))
  })
  fill(
    groupList,
    groups.map(({ label }) => label),
  )
  groupList.addEventListener('change', choose)
  seriesList.addEventListener('change', draw)
  addEventListener('resize', () => fit().run())
  choose()
  // The tables have what the drawing shows.
  view.runAsync().then(() => drawing.querySelector('svg').setAttribute('aria-hidden', 'true'))
})()
