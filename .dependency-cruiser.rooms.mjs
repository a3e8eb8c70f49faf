/** Rooms of harness/ may not import each other in a circle, which no circle of files need show. Without tests, which reach further. */
import files from './.dependency-cruiser.mjs'

export default {
  forbidden: [
    {
      name: 'no-circle-of-rooms',
      comment: 'rooms that import each other are one room',
      severity: 'error',
      scope: 'folder',
      from: { path: '^harness/[^/]+$' },
      to: { path: '^harness/[^/]+$', circular: true },
    },
  ],
  options: { ...files.options, exclude: '(\\.test\\.ts$|/testing/)' },
}
