/** Flags of provider kind. */
import { pathFlag, switchFlag, type Flag, type OptionsOf } from '../../flag.ts'
import { CHARTS, MESH_VALUES, pinnedImageFlag } from '../flags.ts'
import { expectArchives } from './images/image-archives.ts'

const IMAGES_FOLDER = pathFlag(
  '--images <folder>',
  'image archives (*.tar) for every node; then no image is pulled',
  'folder',
  'image archives',
)

const IMAGES: Flag<string | undefined> = {
  ...IMAGES_FOLDER,
  read(typed, context) {
    const folder = IMAGES_FOLDER.read(typed, context)
    if (folder !== undefined) expectArchives(folder)
    return folder
  },
}

export const KIND_FLAGS = {
  nodeImage: pinnedImageFlag('--node-image <name>', 'node image with its tag, in place of the pinned one'),
  images: IMAGES,
  databaseImage: pinnedImageFlag(
    '--database-image <name>',
    'PostgreSQL image with its tag, in place of the pinned one',
  ),
  charts: CHARTS,
  meshValues: MESH_VALUES,
  keep: switchFlag('--keep', 'keep the clusters for the next run, and use clusters that an earlier run kept'),
  allowEgress: switchFlag('--allow-egress', 'let clusters reach beyond this machine'),
}

export type KindOptions = OptionsOf<typeof KIND_FLAGS>
