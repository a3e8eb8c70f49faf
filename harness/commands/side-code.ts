/** The code of a gate's side: the checkout's own, or that of a copy, which is made now. */
import { rm } from 'node:fs/promises'
import { BenchError, UsageError } from '../errors.ts'
import { codeIn, OWN_CODE, type ArmCode } from '../providers/netns/arm-code.ts'
import { tryService } from '../providers/netns/node/try-service.ts'
import { versionText, type Side, type VersionRecord } from '../results/record.ts'
import type { Cleanup } from '../system/cleanup.ts'
import { runtimeDir, versionFolder } from '../system/run-names.ts'
import { claimRun } from '../system/run-owner.ts'
import { makeReady } from '../versions/make-ready.ts'

/**
 * The code of a side, whose services have come up once.
 * @param names the datapaths that arms will have
 * @throws UsageError that names the version where it does not build or its services do not start
 */
export async function sideCode(
  side: Side,
  version: VersionRecord,
  {
    runId,
    names,
    cleanup,
    signal,
  }: { runId: string; names: readonly string[]; cleanup: Cleanup; signal: AbortSignal },
): Promise<ArmCode> {
  const folder = versionFolder(runId, side)
  cleanup.defer(`folder ${runtimeDir(runId)}`, () => rm(runtimeDir(runId), { recursive: true, force: true }))
  claimRun(runId) // otherwise a `clean` at the same time would take the copy for that of a dead run
  if (!version.isCheckout) {
    cleanup.defer(`folder ${folder}`, () => rm(folder, { recursive: true, force: true }))
    process.stderr.write(`${side}: ${versionText(version)}, copied and made ready in ${folder}\n`)
    await makeReady(side, version, folder, { signal })
  }
  try {
    const code = version.isCheckout ? OWN_CODE : await codeIn(folder, names)
    await tryService(code.serviceProgram, runtimeDir(runId))
    return code
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    throw new UsageError(
      `${side}, ${versionText(version)}: ${error.what}`,
      `${error.advice}; nothing has been started`,
    )
  }
}
