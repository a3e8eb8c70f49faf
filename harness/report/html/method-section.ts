/** How it was measured, collapsed: what a reader needs to trust a number or to doubt it well. */
import type { ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'

export const methodSection = ({ confidence, method }: ReportModel): Markup =>
  html`<section>
    <h2>Method</h2>
    <details>
      <summary>Load, rounds, intervals, verdicts, CPU and memory</summary>
      <p>
        <b>Load.</b> A paced open-loop client in its own process sends pages at a fixed rate, the same for
        every datapath, whether or not earlier ones have been answered. Latency is from the first request
        written to the last byte read; what the client itself was late is kept apart.
      </p>
      <p>
        <b>Rounds.</b> ${method.atRest} One round measures each of them, in an order balanced for what ran
        before. Pairs are taken within a round. A trial that is not valid discards its round for all.
      </p>
      <p>
        <b>Intervals</b> are exact order-statistic intervals of the median paired difference, at
        ${confidence.percent} each, so that all ${confidence.familySize} comparisons of p50 a hop share an
        error of 5 %, as far as rounds are independent of each other. Figures that stand alone (the baseline’s
        own, the same datapath twice, pages a second at most) are at 95 %. No request inside a trial counts as
        an observation of its own. A datapath’s own figure is that of its baseline and the difference, so that
        the three add up.
      </p>
      <p>
        <b>Verdicts.</b> <i>Higher</i> or <i>lower</i>: the interval lies wholly beyond the margin and beyond
        what the same datapath measured twice shows. <i>Equivalent</i>: wholly inside the margin, 5 % of the
        plain network’s p50, fixed before the run. <i>Not resolved</i>: anything else. <i>Withheld</i>: the
        client was late by different amounts, or too many trials failed.
      </p>
      ${method.places === null ? '' : html`<p><b>Places.</b> ${method.places}</p>`}
      <p>
        <b>Per hop</b> is the page’s difference divided by the calls on its longest path. It depends on the
        rate: a sleepy machine wakes up at each hop. It is no floor to subtract.
      </p>
      <p>
        <b>CPU</b> is that of ${method.cpuOf}, cores × time − idle, above the idle cost of the datapath, which
        stands in its own column. Datapaths are compared by it without the load generator, tasks of others and
        control planes. <b>Memory</b> is ${method.memory}.
      </p>
      ${
        method.hasControlPlane
          ? html`<p>
              <b>Control planes</b>, the mesh’s and the cluster’s own servers, work at their own pace: what
              they take stands beside the idle cost and is no part of what a page costs.
            </p>`
          : ''
      }
      <p>
        <b>Max. pages/s</b> is a closed loop at saturation; <i>client-bound</i> where the client took over 40
        % of the busy CPU.
      </p>
    </details>
  </section>`
