/** Rooms may not import each other in a circle, which no circle of files need show. Without tests, which reach further. */
import files from './.dependency-cruiser.mjs'

/** Folders whose rooms are looked at, each on its own level. */
const HOUSES = [
  'harness',
  'harness/providers',
  'harness/providers/kubernetes',
  'harness/providers/kubernetes/kind',
  'harness/providers/netns',
  'harness/report',
]

export default {
  forbidden: HOUSES.map((house) => ({
    name: `no-circle-of-rooms-in-${house.split('/').at(-1)}`,
    comment: 'rooms that import each other are one room',
    severity: 'error',
    scope: 'folder',
    from: { path: `^${house}/[^/]+$` },
    to: { path: `^${house}/[^/]+$`, circular: true },
  })),
  options: { ...files.options, exclude: '(\\.test\\.ts$|/testing/)' },
}
