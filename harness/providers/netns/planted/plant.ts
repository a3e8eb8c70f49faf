/** Plants the effects of an arm. An effect that this machine cannot plant is left out with the reason; the others are planted. */
import type { Unit } from '../../../arm/arm.ts'
import { BenchError } from '../../../errors.ts'
import type { PlantedKind, PlantedReading } from '../../../results/record.ts'
import type { PlantedEffect } from '../../../scenario/planted-effect.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import type { NodeSite } from '../datapath.ts'
import type { ServiceProgram } from '../node/service-program.ts'
import { startAgent, type PlantedAgent } from './agent.ts'
import { busyService } from './busy-service.ts'
import { lostPackets, slowHop } from './hop.ts'
import type { Injection } from './injection.ts'
import { pauses } from './pauses.ts'

export interface Planted {
  units: Unit[]
  processes: { pid: number; role: 'agent' }[]
  /** Absent in an arm without planted effects. */
  open?: () => Promise<() => Promise<PlantedReading>>
  /** The arm was thawed, or is about to be frozen. */
  work(): void
  rest(): void
  assertAlive(): void
}

type Attempt = { kind: PlantedKind; injection: Injection } | { kind: PlantedKind; notPlanted: string }

/** Plants the effects that the arm's specification names; does nothing in other arms. */
export async function plant(
  site: NodeSite,
  services: readonly ServiceProgram[],
  cleanup: Cleanup,
): Promise<Planted> {
  const effects = site.arm.planted ?? []
  const agent = agentOf(site, effects)
  const attempts: Attempt[] = []
  for (const effect of effects) attempts.push(await attempt(effect, site, services, agent, cleanup))
  const injections = attempts.flatMap((one) => ('injection' in one ? [one.injection] : []))
  cleanup.defer(`planted effects of ${site.arm.name}`, () => {
    for (const injection of injections) injection.rest?.()
  })
  for (const injection of injections) injection.work?.()
  return {
    units: [...new Set(injections.flatMap(({ units }) => units ?? []))],
    processes: [...new Set(injections.flatMap(({ processes }) => processes ?? []))],
    ...(effects.length > 0 && { open: () => openAll(attempts) }),
    work: () => injections.forEach((injection) => injection.work?.()),
    rest: () => injections.forEach((injection) => injection.rest?.()),
    assertAlive: () => injections.forEach((injection) => injection.assertAlive?.()),
  }
}

async function openAll(attempts: readonly Attempt[]): Promise<() => Promise<PlantedReading>> {
  const open = await Promise.all(
    attempts.map(async (one) =>
      'injection' in one ? await one.injection.open() : () => Promise.resolve(one),
    ),
  )
  return () => Promise.all(open.map((close) => close()))
}

async function attempt(
  effect: PlantedEffect,
  site: NodeSite,
  services: readonly ServiceProgram[],
  agent: () => Promise<PlantedAgent>,
  cleanup: Cleanup,
): Promise<Attempt> {
  const { kind } = effect
  try {
    return { kind, injection: await injectionOf(effect, site, services, agent, cleanup) }
  } catch (error) {
    if (error instanceof BenchError) return { kind, notPlanted: error.what }
    throw error
  }
}

async function injectionOf(
  effect: PlantedEffect,
  site: NodeSite,
  services: readonly ServiceProgram[],
  agent: () => Promise<PlantedAgent>,
  cleanup: Cleanup,
): Promise<Injection> {
  const serviceNamed = (name: string): ServiceProgram => {
    const found = services.find((service) => service.name === name)
    if (!found) throw new Error(`no service ${name}: the effect was not chosen from this topology`)
    return found
  }
  switch (effect.kind) {
    case 'busy-service':
      return busyService(serviceNamed(effect.service))
    case 'slow-hop':
      return slowHop(site, effect, cleanup)
    case 'busy-agent':
      return (await agent()).busy
    case 'held-memory':
      return (await agent()).held
    case 'lost-packets':
      return lostPackets(site, effect, cleanup)
    case 'pauses':
      return pauses(serviceNamed(effect.service), effect)
  }
}

/** The agent of the arm, started when first asked for. */
function agentOf(site: NodeSite, effects: readonly PlantedEffect[]): () => Promise<PlantedAgent> {
  const busy = effects.find(({ kind }) => kind === 'busy-agent')
  const held = effects.find(({ kind }) => kind === 'held-memory')
  let started: Promise<PlantedAgent> | undefined
  return () =>
    (started ??= startAgent(site, {
      busy: busy?.kind === 'busy-agent' ? busy : null,
      heldBytes: held?.kind === 'held-memory' ? held.bytes : 0,
    }))
}
