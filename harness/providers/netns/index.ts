/** Provider netns: every arm is a node made of network namespaces on this Linux machine, without cluster or container engine. */
import { rm } from 'node:fs/promises'
import { UnavailableError } from '../../errors.ts'
import { databasesOf } from '../../scenario/queries.ts'
import { cgroup2Mount, removeCgroup } from '../../system/cgroup2.ts'
import { makeReadableFolder } from '../../system/readable-files.ts'
import { runCgroup, runtimeDir } from '../../system/run-names.ts'
import { claimRun } from '../../system/run-owner.ts'
import type { ArmSpec } from '../../scenario/schema.ts'
import type { OpenSite, Provider, RunSite } from '../provider.ts'
import { UNTESTED_PROTOCOLS } from '../shared/untested.ts'
import { OWN_CODE, type ArmCode } from './arm-code.ts'
import { startClockOf } from './clock-of-run.ts'
import { programPath } from './database/template.ts'
import { datapaths } from './datapaths/index.ts'
import { missingNeeds, withNodeNeeds } from './missing-needs.ts'
import { createOnceARun, type OnceARun } from './node/once-a-run.ts'
import { raiseArm } from './raise-arm.ts'

/** The descriptions of all datapaths of this provider. */
const descriptions = datapaths.map(({ description }) => withNodeNeeds(description))

export const netns: Provider = {
  name: 'netns',
  datapaths: descriptions,
  place: {
    where: 'network namespaces on one host',
    atRest: 'All datapaths are up at once; those not being measured are frozen.',
    others: 'frozen arms',
    cpuOf: 'the whole host',
    beyond: [
      'more than one node: every pod is on one host, so no packet crosses a wire',
      'a real control plane: nothing is pushed or reconciled while the load runs',
      UNTESTED_PROTOCOLS,
    ],
  },
  flags: [],
  oneNode: 'network namespaces are one node',
  configure: () => ({
    check: (names) => missingNeeds(descriptions.filter(({ name }) => names.includes(name))),
    open: (site) => openWith(site, () => OWN_CODE),
  }),
}

/** Opens a run of which each arm runs the code that `codeOf` says. */
export async function openWith(site: RunSite, codeOf: (spec: ArmSpec) => ArmCode): Promise<OpenSite> {
  const mount = cgroup2Mount()
  if (mount === null) throw new UnavailableError('cgroup2 is not mounted', 'run `npm run doctor`')
  if (databasesOf(site.topology).length > 0) programPath('postgres')
  const folders = { runCgroup: runCgroup(mount, site.runId), runtimeDir: runtimeDir(site.runId) }
  site.cleanup.defer(`folder ${folders.runtimeDir}`, () =>
    rm(folders.runtimeDir, { recursive: true, force: true }),
  )
  claimRun(site.runId)
  site.cleanup.defer(`cgroup ${folders.runCgroup}`, () => removeCgroup(folders.runCgroup))
  makeReadableFolder(folders.runCgroup)
  const hopClock = await startClockOf(folders, site.cleanup)
  const armRun = { ...site, ...folders, hopClock }
  // What one version makes once a run is not what another would make.
  const onceARunOf = new Map<ArmCode, OnceARun>()
  return {
    hopClock,
    raise: (spec, armIndex) => {
      const code = codeOf(spec)
      const datapath = code.datapaths.find(({ description }) => description.name === spec.datapath)
      if (!datapath) throw new Error(`no datapath ${spec.datapath}: the scenario was not checked`)
      const onceARun = onceARunOf.get(code) ?? createOnceARun()
      onceARunOf.set(code, onceARun)
      const { serviceProgram } = code
      return raiseArm({ ...armRun, onceARun, serviceProgram }, datapath, spec, armIndex)
    },
  }
}
