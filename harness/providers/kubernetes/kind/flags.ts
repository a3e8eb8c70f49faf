/** Flags of provider kind. */
import { pathFlag, switchFlag, type OptionsOf } from '../../flag.ts'
import { CHARTS, MESH_VALUES, pinnedImageFlag } from '../flags.ts'

export const KIND_FLAGS = {
  nodeImage: pinnedImageFlag('--node-image <name>', 'node image with its tag, in place of the pinned one'),
  images: pathFlag(
    '--images <folder>',
    'image archives (*.tar) for every node; nothing is pulled then',
    'folder',
    'image archives',
  ),
  charts: CHARTS,
  meshValues: MESH_VALUES,
  keep: switchFlag('--keep', 'leave the clusters for the next run, and use those that an earlier one left'),
  allowEgress: switchFlag('--allow-egress', 'let clusters reach beyond this machine'),
}

export type KindOptions = OptionsOf<typeof KIND_FLAGS>
