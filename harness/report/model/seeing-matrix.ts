/** What one gets to see, datapath by datapath: the questions that teams ask, and what answered them in this run. */
import { namesIn, type FlowEdge } from '../../flows/flow-graph.ts'
import type { JudgedAttempt } from '../../flows/judge-attempts.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { count } from './format.ts'
import { lookedAt, type Looked } from './looked-at.ts'
import { plural } from './text.ts'

/** `unknown`: the source could not be asked; that is not the same as seeing nothing. */
export type SeeingMark = 'yes' | 'partly' | 'no' | 'unknown'

/** A mark in words, for text, for legends and for screen readers. */
export const SEEING_WORDS: Record<SeeingMark, string> = {
  yes: 'told',
  partly: 'told in part',
  no: 'not told',
  unknown: 'not known',
}

export interface SeeingCell {
  mark: SeeingMark
  /** The count behind the mark: "15 of 15 calls". */
  evidence: string
}

export interface SeeingMatrix {
  datapaths: { label: string; colour: string; file: string | null }[]
  rows: { question: string; cells: SeeingCell[] }[]
  /** Pages that each datapath was shown. */
  pages: string
}

interface Column {
  name: string
  label: string
  colour: string
}

const NOTHING: SeeingCell = { mark: 'no', evidence: 'sees nothing' }

/**
 * @param columns arms to show, in order: the plain network and what is compared with it
 * @returns null where no datapath was looked at
 */
export function seeingMatrix(columns: readonly Column[], sights: readonly Sight[]): SeeingMatrix | null {
  const looked = lookedAt(columns, sights)
  if (looked.length === 0) return null
  const pages = looked.map(({ sight }) => sight.about.pages)
  return {
    datapaths: looked.map(({ arm: { label, colour }, sight: { name, about } }) => ({
      label,
      colour,
      file: about.lines === 0 ? null : `flows/${name}.jsonl`,
    })),
    pages:
      new Set(pages).size === 1
        ? plural(pages[0]!, 'page')
        : `${Math.min(...pages)} to ${plural(Math.max(...pages), 'page')}`,
    rows: questionsFor(looked.map(({ sight }) => sight)).map(({ question, answer }) => ({
      question,
      cells: looked.map(({ sight }): SeeingCell => {
        if (sight.about.unknownSince) return { mark: 'unknown', evidence: sight.about.unknownSince.why }
        return sight.read === null ? NOTHING : answer(sight, edgesOfCalls(sight))
      }),
    })),
  }
}

/** Edges between the ends of calls that were made; the names of ends are those of services. */
function edgesOfCalls({ about, read }: Looked): FlowEdge[] {
  const { graph } = read!
  const nameOf = namesIn(graph)
  return graph.edges.filter(({ from, to }) =>
    about.calls.some((call) => call.from === nameOf(from) && call.to === nameOf(to)),
  )
}

interface Question {
  question: string
  answer: (sight: Looked, edges: readonly FlowEdge[]) => SeeingCell
}

/** A scenario with attempts answers two more questions. */
const questionsFor = (sights: readonly Sight[]): readonly Question[] =>
  sights.some(({ attempts }) => attempts) ? [...QUESTIONS, ...QUESTIONS_OF_ATTEMPTS] : QUESTIONS

const QUESTIONS: readonly Question[] = [
  {
    question: 'Who calls whom?',
    answer({ completeness }) {
      if (!completeness) return { mark: 'unknown', evidence: 'nothing to hold the flows against' }
      const { found, edges, invented } = completeness
      return {
        mark: found === 0 ? 'no' : found === edges && invented.length === 0 ? 'yes' : 'partly',
        evidence: `${count(found)} of ${plural(edges, 'edge')}${invented.length > 0 ? `, ${count(invented.length)} more that no call explains` : ''}`,
      }
    },
  },
  {
    question: 'How often?',
    answer({ completeness }) {
      if (!completeness) return { mark: 'unknown', evidence: 'nothing to hold the flows against' }
      const { calls, connections } = completeness
      if ('seen' in calls)
        return {
          mark: calls.seen === calls.made ? 'yes' : calls.seen === 0 ? 'no' : 'partly',
          evidence: `${count(calls.seen)} of ${plural(calls.made, 'call')}`,
        }
      if ('seen' in connections)
        return {
          mark: 'partly',
          evidence: `${count(connections.seen)} of ${plural(connections.made, 'connection')}, not the calls in them`,
        }
      return { mark: 'partly', evidence: calls.notMeasured }
    },
  },
  {
    question: 'Did it succeed?',
    answer(_, edges) {
      const answers = edges.flatMap((edge) => Object.entries(edge.answers))
      const withStatus = sumOf(
        answers.filter(([status]) => status !== 'none'),
        ([, number]) => number,
      )
      if (withStatus > 0) return { mark: 'yes', evidence: `${plural(withStatus, 'answer')} with status` }
      const verdicts = sumOf(edges, ({ connections }) => connections)
      return verdicts > 0
        ? { mark: 'partly', evidence: 'whether a connection was let in, not how a call ended' }
        : { mark: 'no', evidence: 'no answer was seen' }
    },
  },
  {
    question: 'How long did a call take?',
    answer(_, edges) {
      const timed = edges.filter(({ latencyMs }) => latencyMs !== null).length
      return timed === 0
        ? { mark: 'no', evidence: 'no latency of calls' }
        : {
            mark: timed === edges.length ? 'yes' : 'partly',
            evidence: `latency of ${count(timed)} of ${plural(edges.length, 'edge')}`,
          }
    },
  },
  {
    question: 'Was anything missed?',
    answer({ about }) {
      if (isNotMeasured(about.lost)) return { mark: 'unknown', evidence: about.lost.notMeasured }
      return {
        mark: about.lost === 0 ? 'yes' : 'partly',
        evidence: about.lost === 0 ? 'it counts losses: none' : `${plural(about.lost, 'event')} lost`,
      }
    },
  },
]

const QUESTIONS_OF_ATTEMPTS: readonly Question[] = [
  {
    question: 'Did a stranger try?',
    answer: (sight) => ofTries(sight, 'seen', ({ seen }) => seen),
  },
  {
    question: 'Who was it?',
    answer: (sight) => ofTries(sight, 'shown as whose they were', ({ attributed }) => attributed),
  },
]

/** Tries of all attempts of a scenario, by those who are no part of the mesh and by pods that were taken over. */
function ofTries({ attempts }: Looked, what: string, of: (attempt: JudgedAttempt) => number): SeeingCell {
  if (!attempts?.judged) return { mark: 'unknown', evidence: 'nothing was tried' }
  const judged = attempts.judged.judgement.attempts
  const tries = sumOf(judged, (attempt) => attempt.tries)
  const told = sumOf(judged, of)
  return {
    mark: told === 0 ? 'no' : told === tries ? 'yes' : 'partly',
    evidence: `${count(told)} of ${tries === 1 ? '1 try' : `${count(tries)} tries`} ${what}`,
  }
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0)
