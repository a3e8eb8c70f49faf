/** What a datapath shows of who calls whom: the words of `flows` and of the report's part on seeing. */
import type { Entry } from './entry.ts'

const ATTEMPTS = { page: 'instruments.md', section: 'attempts' } as const

export const SEEING_ENTRIES: readonly Entry[] = [
  {
    word: 'flow',
    others: ['flows'],
    meaning:
      'One line that a datapath reports of itself about traffic: a proxy’s access log, an event of eBPF, Hubble. It tells of one request, or of one connection where requests are not read.',
    section: 'what-a-run-exercises',
  },
  {
    word: 'edge',
    others: ['edges'],
    meaning:
      'Who called whom at which port: all flows of one source, target and port together. Edges are the arrows of the graph.',
    section: 'what-a-run-exercises',
  },
  {
    word: 'not visible',
    meaning:
      'The datapath saw the connection and not the calls in it, so that nobody can tell from its flows whether they succeeded.',
    section: 'what-a-run-exercises',
  },
  {
    word: 'stranger',
    others: ['strangers', 'attempt', 'attempts', 'try', 'tries'],
    meaning:
      'Somebody whom the scenario’s pages do not need, such as a pod that scans its neighbours. What it does are attempts, each of one or more tries. hopbench makes them itself, and so knows the truth.',
    ...ATTEMPTS,
  },
  {
    word: 'named',
    others: ['not named', 'false alarm'],
    meaning:
      'Found not normal by a rule that knows only the datapath’s flows: who or what the pages before did not have, what is refused or fails since, or what happens far more or far less often.',
    ...ATTEMPTS,
  },
]
