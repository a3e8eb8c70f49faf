// Runs in the page of the history: fills the two lists and draws the chosen figure. Names of runs and arms are only ever text.
'use strict'
;(() => {
  const parsed = (id) => JSON.parse(document.getElementById(id).textContent)
  const groups = parsed('closer-data').flatMap(({ runs, loads }) => loads.map((load) => ({ ...load, runs })))
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
  const runsNow = () => groups[groupList.value].runs
  const textOf = (series, { run, middle, low, high }) => {
    const [id, time] = runsNow()[run]
    const sign = series.isMultiple ? '×' : ''
    const day = new Date(time).toISOString().slice(0, 10)
    return `${id}, ${day}: ${sign}${middle}${low === null ? ', no interval' : ` [${low}, ${high}]`}`
  }
  const draw = () => {
    const series = groups[groupList.value].series[seriesList.value]
    const timeOf = (run) => runsNow()[run][1]
    let segment = 0
    const points = series.middles.map((middle, index) => {
      const run = series.runs?.[index] ?? index
      while (series.breaks[segment] <= run) segment++
      const point = {
        run,
        time: timeOf(run),
        middle,
        low: series.lows[index],
        high: series.highs[index],
        segment,
      }
      return { ...point, about: textOf(series, point) }
    })
    // So many that they would hide the line are drawn as hairlines; a reader zooms in.
    const widthOf = (marks) => (marks.length > 60 ? 0.3 : 1.5)
    const marksAt = (first, colour) =>
      first.map((run) => ({ time: timeOf(run), colour, width: widthOf(first) }))
    const marks = [...marksAt(series.breaks, 'var(--ink-soft)'), ...marksAt(series.changes, 'var(--warn)')]
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
    const [id, , link] = runsNow()[item.datum.run]
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
