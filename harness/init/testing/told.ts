/** For tests: what becomes of a source, short enough to compare. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changeLines } from '../change-text.ts'
import { draftOf, type Draft, type DraftCall } from '../draft.ts'
import { readSystem } from '../read-system.ts'

export const fixture = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')

export interface Told {
  draft: Draft
  /** "shop/orders: stock, (prices | ads)×2": calls in order, calls at once in brackets, queries with a question mark. */
  services: string[]
  page: string[]
  changes: string[]
}

export function told(name: string, text = fixture(name), page?: string): Told {
  const draft = draftOf(readSystem(name, text), page)
  const call = ({ to, times }: DraftCall): string => (times === 1 ? to : `${to}×${times}`)
  return {
    draft,
    services: draft.services.map(
      ({ name: service, namespace, steps }) =>
        `${namespace}/${service}: ${steps
          .map(({ kind, calls }) =>
            kind === 'parallel'
              ? `(${calls.map(call).join(' | ')})`
              : calls.map((one) => call(one) + (kind === 'queries' ? '?' : '')).join(', '),
          )
          .join(', ')}`,
    ),
    page: draft.page.map(({ to }) => to),
    changes: changeLines(draft.changes),
  }
}
