/** Finds the version of hopbench that a git ref names. Changes nothing. */
import { UsageError } from '../errors.ts'
import type { Side, VersionRecord } from '../results/record.ts'
import { askGit, CHECKOUT, requireGit } from './git.ts'

/**
 * The commit that a ref names. A branch that exists only at `origin` is found too, because a checkout of CI has no other branches.
 * Where head is the commit that is checked out, it is the checkout as it is, with the changes that are not committed.
 * @param checkout the folder of hopbench
 * @throws UsageError that says what to do, for a ref that is not there; UnavailableError without git
 */
export async function findVersion(side: Side, ref: string, checkout = CHECKOUT): Promise<VersionRecord> {
  await requireGit()
  const current = await commitOf(checkout, 'HEAD')
  if (current === null)
    throw new UsageError(
      `--${side} ${ref}: ${checkout} is no git checkout, so it has no other versions`,
      'clone hopbench with git and run `npm run gate` there, or name two stored runs; nothing has been started',
    )
  const commit = (await commitOf(checkout, ref)) ?? (await commitOf(checkout, `origin/${ref}`))
  if (commit === null) throw await notFound(side, ref, checkout)
  const isCheckout = side === 'head' && commit === current
  const changes = isCheckout ? await askGit(checkout, 'status', '--porcelain') : ''
  return { ref, commit, isCheckout, isModified: changes !== '' }
}

const commitOf = (checkout: string, ref: string): Promise<string | null> =>
  askGit(checkout, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)

async function notFound(side: Side, ref: string, checkout: string): Promise<UsageError> {
  const isShallow = (await askGit(checkout, 'rev-parse', '--is-shallow-repository')) === 'true'
  return isShallow
    ? new UsageError(
        `--${side} ${ref}: this clone is shallow and does not have it`,
        'in CI, check out with `fetch-depth: 0`; elsewhere, `git fetch --unshallow` brings the rest; nothing has been started',
      )
    : new UsageError(
        `--${side} ${ref} is neither a stored run nor a git ref of ${checkout}`,
        '`git branch --all` and `git tag` list refs, `git fetch` brings new ones; nothing has been started',
      )
}
