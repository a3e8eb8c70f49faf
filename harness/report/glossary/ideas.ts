/** What is neither a metric nor a verdict: how a run is built, what stands beside its figures, and what a datapath is called. */
import type { Entry } from './entry.ts'

export const IDEA_ENTRIES: readonly Entry[] = [
  {
    word: 'page',
    others: ['pages/s'],
    meaning:
      'One request of a user: all calls of the scenario that belong together. Load is counted in pages a second.',
    section: 'load',
  },
  {
    word: 'load',
    others: ['light', 'busy'],
    meaning:
      'A rate of pages with how connections are kept. On `chain-3` light is a fixed rate, busy a share of what the slowest arm can carry. Each load has a table and a family of comparisons of its own.',
    section: 'two-rates',
  },
  {
    word: 'hop',
    others: ['µs a hop', 'per hop'],
    meaning:
      'One call on the longest path of a page, from one program to another and back. A page’s difference divided by its hops is the cost a hop.',
    section: 'the-unit',
  },
  {
    word: 'datapath',
    meaning: 'A way in which calls get from pod to pod: kube-proxy, sidecars, eBPF, a gateway.',
    section: 'proofs',
  },
  {
    word: 'proxy',
    others: ['proxies', 'Envoy'],
    meaning:
      'A program that takes each request and passes it on, such as Envoy: beside each pod (sidecar), once on a node, or in a gateway.',
    section: 'the-hop-clock',
  },
  {
    word: 'sidecar',
    others: ['sidecars', 'caller’s proxy', 'called pod’s proxy'],
    meaning:
      'A proxy beside each pod: a call goes through two of them, the caller’s and the called pod’s. The datapath `sidecar` is Envoy, set up as Istio does.',
    section: 'the-hop-clock',
  },
  {
    word: 'arm',
    meaning: 'One thing that a run measures: a datapath with its settings, raised beside the others.',
    section: 'rounds',
  },
  {
    word: 'baseline',
    meaning: 'The arm that others are compared with: the plain network, without datapath.',
    section: 'the-unit',
  },
  {
    word: 'twin',
    others: ['again', 'same arm twice', 'A/A'],
    meaning: 'The baseline raised and measured once more. By how much it differs from itself is noise.',
    section: 'the-same-arm-twice',
  },
  {
    word: 'round',
    meaning: 'Each arm measured once, in an order that is balanced over all rounds.',
    section: 'rounds',
  },
  {
    word: 'bring-up',
    others: ['n'],
    meaning:
      'All processes of all arms started anew. Luck lasts as long as processes do, so a bring-up is one observation, however many windows it has.',
    section: 'bring-ups',
  },
  {
    word: 'first warm-up',
    others: ['warm-up'],
    meaning:
      'Pages that are sent before anything counts, until programs are compiled and connections are open. Each window has a short one of its own.',
    section: 'first-warm-up',
  },
  {
    word: 'window',
    others: ['trial'],
    meaning:
      'The time in which an arm is measured once under one load. A window that failed or was disturbed is kept with its reason, and does not count.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'interval',
    others: ['[a, b]', 'confidence'],
    meaning:
      'Where the true mean lies, at the confidence that stands beside it: Student’s t over the bring-ups. Comparisons of one run share an error of 5 %.',
    section: 'family',
  },
  {
    word: 'noise',
    meaning: 'What one datapath, measured twice, differs by. A difference below it is not told from chance.',
    section: 'noise',
  },
  {
    word: 'by pair',
    meaning:
      'What a run resolves differs from one pair of arms to another: the smallest difference that 90 % of such runs find, for the pair that tells most and for the one that tells least.',
    section: 'noise',
  },
  {
    word: 'errors',
    others: ['failed pages'],
    meaning:
      'Pages that were due and did not complete: refused, failed or timed out. They are counted and never part of a time.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'excluded',
    others: ['left out', 'not valid'],
    meaning:
      'Kept as a record and not counted: a window whose load was not delivered or which something else disturbed, or a figure that may not be compared. The reason stands beside it.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'warning',
    others: ['flag'],
    meaning:
      'What a reader must know before believing a figure: trials that were not valid, a client that was late, an arm that had not settled. The report lists them under “Why you can believe it”.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'verdict',
    meaning:
      'What a comparison of two arms comes to: higher, lower, equivalent or not resolved; withheld where nothing may be said.',
    section: 'verdict',
  },
  {
    word: 'margin',
    meaning:
      'The difference that matters: 5 % of the baseline’s p50 by the user clock, and a fixed time by the hop clock.',
    section: 'margin',
  },
  {
    word: 'user clock',
    meaning:
      'The calling program’s own clock, from the first request written to the last byte read. It holds everything that a user waits for.',
    section: 'two-clocks',
  },
  {
    word: 'hop clock',
    meaning:
      'The kernel’s clock at the sockets of both sides. It splits each call into transport and the services’ own time.',
    section: 'the-hop-clock',
  },
  {
    word: 'planted effect',
    others: ['planted effects', 'planted'],
    meaning:
      'A delay, CPU or memory of known size that hopbench adds to one arm, to show that the instrument finds it.',
    section: 'planted-effects',
  },
  {
    word: 'calibrated',
    others: ['not calibrated', 'calibration'],
    meaning:
      'Of a run: its planted effects count, and it found some of them. Of an emulation: held against its product on the same host, part by part.',
    section: 'calibration',
  },
  {
    word: 'floor',
    others: ['client floor', 'service floor'],
    meaning:
      'What the client or the service takes on its own, without any datapath, measured before the run. It is shown and not subtracted.',
    section: 'load',
  },
  {
    word: 'steal',
    others: ['stolen'],
    meaning:
      'CPU time that the hypervisor gave to other virtual machines while this one wanted to run. With much of it a window is not valid.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'proof',
    others: ['proved', 'evidence'],
    meaning:
      'A count or a refusal that shows that traffic went the way an arm claims. An arm whose proof fails is not ranked.',
    section: 'proofs',
  },
  {
    word: 'exercised',
    others: ['could', 'gives'],
    meaning:
      'What the proofs of this run have shown of a datapath. What its description promises beyond that stands after “could”.',
    section: 'what-a-run-exercises',
  },
  {
    word: 'emulated',
    others: ['real', 'fidelity', 'ours'],
    meaning:
      'Built by hopbench after a product, with real Envoy or our own BPF programs, without the product’s control plane. Real is the product itself; ours is a datapath that hopbench wrote.',
    section: 'calibration',
  },
  {
    word: 'as shipped',
    meaning:
      'Of a real product: images and charts have the versions that hopbench pins, and no values of the user are over them.',
    section: 'calibration',
  },
  {
    word: 'modified',
    meaning:
      'Of a real product: other images or charts than the pinned ones, or values of the user over them; the report lists which.',
    section: 'calibration',
  },
  {
    word: 'not measured',
    meaning: 'Nobody could measure the figure, for the reason beside it. It is never 0.',
    section: 'what-is-excluded-and-what-is-flagged',
  },
  {
    word: 'idle CPU an hour',
    others: ['idle CPU / hour', 'idle'],
    meaning: 'CPU that an arm takes without any load. It is not subtracted from the CPU of pages.',
    section: 'cpu',
  },
  {
    word: 'control plane an hour',
    others: ['control plane', 'control plane / hour'],
    meaning:
      'CPU of the mesh’s and the cluster’s own servers, which work at their own pace. It is no part of what a page costs.',
    section: 'cpu',
  },
  {
    word: 'memory',
    meaning:
      'Anonymous memory of an arm’s processes, and each mapped file once: of a proxy what it takes in a pod, and once on a node.',
    section: 'memory',
  },
  {
    word: 'kernel tables',
    meaning:
      'Memory of the kernel for an arm’s rules and BPF maps, which belongs to no process. Where it cannot be told apart, memory stands without it, and says so.',
    section: 'memory',
  },
  {
    word: 'max. pages/s',
    others: ['maximum pages a second', 'capacity', 'saturation'],
    meaning:
      'Pages that an arm carries when the machine is full, with the limit that it met. It says nothing of latency at the common rate.',
    section: 'capacity',
  },
  {
    word: 'bill',
    others: ['money', 'used', 'reserved'],
    meaning:
      'CPU and memory of a million pages in money, at the rates that were measured and at the prices of prices.yaml.',
    section: 'bill',
  },
]
