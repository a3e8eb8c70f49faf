/** The section on how the run was measured, collapsed: what a reader needs to trust a number or to question it. */
import { HOP_MARGIN_US } from '../../stats/verdict.ts'
import type { ReportModel } from '../model/report-model.ts'
import { WORDS_OF_REPORTS } from '../glossary/glossary.ts'
import { html, type Markup } from '../look/markup.ts'

/** What the two clocks are, in a run that both have read. */
const clocks: Markup = html`<p>
  <b>Two clocks.</b> The <i>user clock</i> is that of the calling program. The <i>hop clock</i> is the
  kernel’s: every exchange is stamped when its first byte leaves or reaches the network of a pod, on both
  sides, for all datapaths alike, and pages are joined from these stamps. Transport is everything between the
  sockets of two programs, proxies included. By the hop clock, a difference is <i>higher</i> or
  <i>lower</i> where its whole interval lies on one side of 0. Where the same datapath, measured twice,
  differs from itself (its interval leaves out 0), or was measured in another cluster, the interval has to lie
  outside of what they differ by, in proportion to what the two datapaths take. Any other transport is
  <i>equivalent</i> where the whole interval lies within ±${HOP_MARGIN_US} µs a hop.
</p>`

/** What `npm run explain -- <word>` says, too. */
const words: Markup = html`<details>
  <summary>Words of this report</summary>
  <dl class="words">
    ${WORDS_OF_REPORTS.map(
      ({ word, meaning }) =>
        html`<dt>${word}</dt>
          <dd>${meaning}</dd>`,
    )}
  </dl>
</details>`

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
        <b>Rounds and bring-ups.</b> ${method.atRest} One round measures each datapath once. The orders are
        balanced: each datapath runs about equally often after each other one. A bring-up starts all processes
        anew. The luck of a set of processes lasts as long as they do, so a bring-up is one observation: its
        value is the mean of its windows. Differences are taken within a bring-up, over the rounds that both
        datapaths have. A trial that is not valid is missing in the differences of its own datapath only.
      </p>
      <p>
        <b>Intervals</b> are those of Student’s t for the mean of bring-ups, at ${confidence.percent} each, so
        that ${confidence.family} share an error of 5 %. Figures outside these comparisons (the baseline’s own
        figures, the same datapath measured twice) are at 95 %. The maximum of pages a second is a median of
        rounds with the interval between order statistics. A single request is never an observation of its
        own. A datapath’s own figure is that of the datapath it is compared with plus the difference, so that
        the three add up. How often such intervals and verdicts err, and what they find, is simulated with the
        spread of this run and stands under “The machine”.
      </p>
      ${method.hasHopClock ? clocks : ''}
      <p>
        <b>Verdicts.</b> The margin is 5 % of the baseline’s p50; for CPU, for opening a connection and for
        the services’ own time it is 5 % of the baseline’s own figure. By the user clock and for CPU, the
        noise is what the same datapath, measured twice, differs by. <i>Higher</i> or <i>lower</i>: the whole
        interval lies outside both the margin and the noise. <i>Equivalent</i>: the whole interval and the
        noise lie inside the margin. <i>Not resolved</i>: anything else. <i>Withheld</i>: the client was late
        by different amounts for the two datapaths, too many trials failed or were not valid, or a proof did
        not hold.
      </p>
      ${method.clusters === null ? '' : html`<p><b>Clusters.</b> ${method.clusters}</p>`}
      <p>
        <b>Per hop</b> is the page’s difference divided by the number of calls on its longest path. It depends
        on the rate, because a machine with little to do sleeps and must wake up at each hop. Do not subtract
        it from figures of another rate or machine.
      </p>
      <p>
        <b>CPU</b> is that of ${method.cpuOf}: cores × time − idle. Datapaths are compared by services +
        proxies + agents + interrupts, which includes what they take while they wait for the next page. The
        load generator, this harness and other programs where they can be told apart are left
        out${method.hasControlPlane ? ', and control planes' : ''}. What a datapath takes without any load
        ${method.hasIdle ? 'has its own column and is not subtracted' : 'was not measured'}. <b>Memory</b> is
        ${method.memory}.
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
        <b>Max. pages/s</b> is measured in a closed loop, without the hop clock. Before an arm’s first such
        round its connections rise until the host is over 95 % busy, the load client’s one thread takes a
        whole core, or throughput stops rising. The table under “At saturation” names the limit. Two
        capacities are divided only where the host’s CPU limits both.
      </p>
    </details>
    ${words}
  </section>`
