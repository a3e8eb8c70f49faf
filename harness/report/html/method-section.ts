/** The section on how the run was measured, collapsed: what a reader needs to trust a number or to question it. */
import type { ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'

export const methodSection = ({ confidence, method }: ReportModel): Markup =>
  html`<section>
    <h2>Method</h2>
    <details>
      <summary>Load, rounds, intervals, verdicts, CPU and memory</summary>
      <p>
        <b>Load.</b> A paced open-loop client in its own process sends pages at a fixed rate, which is the
        same for every datapath. It does not wait for earlier pages to be answered. Latency runs from the
        first request written to the last byte read. How late the client itself was is recorded separately.
      </p>
      <p>
        <b>Rounds.</b> ${method.atRest} One round measures each datapath once. The orders are balanced: each
        datapath runs about equally often after each other one. Differences are taken within a round. A trial
        that is not valid discards its round for all datapaths.
      </p>
      <p>
        <b>Intervals</b> are exact order-statistic intervals of the median paired difference, at
        ${confidence.percent} each, so that all ${confidence.familySize} comparisons of p50 a hop share an
        error of 5 %, as far as rounds are independent of each other. Figures outside these comparisons (the
        baseline’s own figures, the same datapath measured twice, the maximum of pages a second) are at 95 %.
        A single request is never an observation of its own. A datapath’s own figure is the baseline’s figure
        plus the difference, so that the three add up.
      </p>
      <p>
        <b>Verdicts.</b> The margin is 5 % of the plain network’s p50; for CPU and for opening a connection it
        is 5 % of the plain network’s own figure. The noise is what the same datapath, measured twice, differs
        by. <i>Higher</i> or <i>lower</i>: the whole interval lies outside both the margin and the noise.
        <i>Equivalent</i>: the whole interval and the noise lie inside the margin. <i>Not resolved</i>:
        anything else. <i>Withheld</i>: the client was late by different amounts for the two datapaths, too
        many trials failed or were not valid, or a proof did not hold.
      </p>
      ${method.clusters === null ? '' : html`<p><b>Clusters.</b> ${method.clusters}</p>`}
      <p>
        <b>Per hop</b> is the page’s difference divided by the number of calls on its longest path. It depends
        on the rate, because a machine with little to do sleeps and must wake up at each hop. Do not subtract
        it from figures of another rate or machine.
      </p>
      <p>
        <b>CPU</b> is that of ${method.cpuOf}: cores × time − idle, less what the datapath takes without load,
        which has its own column. Comparisons of CPU leave out the load generator, other programs where they
        can be told apart, and control planes. <b>Memory</b> is ${method.memory}.
      </p>
      ${
        method.hasControlPlane
          ? html`<p>
              <b>Control planes</b> are the mesh’s and the cluster’s own servers. They work at their own pace,
              so what they take is shown beside the idle cost and is not part of what a page costs.
            </p>`
          : ''
      }
      <p>
        <b>Max. pages/s</b> is measured in a closed loop at saturation. It is marked <i>client-bound</i> where
        the client took over 40 % of the busy CPU: the datapath can then do more.
      </p>
    </details>
  </section>`
