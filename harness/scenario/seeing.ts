/** What a datapath can make visible, and what an arm of it does make visible. Pure. */
import type { KnownDatapath } from './datapath-names.ts'
import type { ArmSpec, Seeing } from './schema.ts'

const NOTHING: readonly Seeing[] = ['nothing']

/** What the datapath can make visible; the first is what it does without being asked. */
const canSee = ({ seeing = NOTHING }: Pick<KnownDatapath, 'seeing'>): readonly Seeing[] => seeing

/** What an arm of this datapath makes visible. */
export const seeingOf = (
  { seeing }: Pick<ArmSpec, 'seeing'>,
  datapath: Pick<KnownDatapath, 'seeing'>,
): Seeing => seeing ?? canSee(datapath)[0]!

/** The option as an arm keeps it: absent where it asks for what the datapath does anyway. */
export const keptSeeing = (
  asked: Seeing | undefined,
  datapath: Pick<KnownDatapath, 'seeing'>,
): Pick<ArmSpec, 'seeing'> =>
  asked === undefined || asked === seeingOf({}, datapath) ? {} : { seeing: asked }

/** Why the datapath cannot make this visible, with what it can; null where it can. */
export function cannotSee(
  asked: Seeing | undefined,
  datapath: KnownDatapath,
  provider: string,
): string | null {
  const can = canSee(datapath)
  if (asked === undefined || can.includes(asked)) return null
  return `is ${asked}, which ${datapath.name} cannot make visible on provider ${provider}; it can: ${can.join(', ')}`
}
