/** Whatever is wrong with a mesh.yaml, the error is a UsageError that says where the mistake is. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../numbers/seeded-random.ts'
import { mutate } from '../../../yaml/testing/mutate.ts'
import { readOrRefuse } from '../../../yaml/testing/refusals.ts'
import { MESHES_FOLDER } from './all-meshes.ts'
import { parseMesh } from './load-mesh.ts'

/** Another seed finds other mistakes. A failure prints the seed and the number of the mutation, from which the text can be made again. */
const SEED = 'strangers'
/** Fewer mutations than for scenarios, because each nearly correct mesh.yaml also reads its manifests. */
const MUTATIONS = 400
/** All of them take a second on an idle machine. */
const TIMEOUT_MS = 60_000

test(
  'a mesh that is mistyped in any way is either read or refused with line and column',
  () => {
    const names = readdirSync(MESHES_FOLDER)
    const corpus = names.map((name) => readFileSync(join(MESHES_FOLDER, name, 'mesh.yaml'), 'utf8'))
    let refused = 0
    for (let n = 0; n < MUTATIONS; n++) {
      const text = mutate(corpus, seededRandom(`${SEED}/${n}`))
      const named = names.find((name) => text.includes(`\nname: ${name}\n`)) ?? names[0]!
      const folder = join(MESHES_FOLDER, named)
      const file = relative('.', join(folder, 'mesh.yaml'))
      const label = `mutation ${n} of the seed ${SEED}`
      if (readOrRefuse(label, file, text, () => parseMesh(folder, text)) === null) refused++
    }
    // Some mutations are harmless, for example in a comment. Most must be mistakes, or this would test nothing.
    expect(refused).toBeGreaterThan(MUTATIONS / 3)
    expect(refused).toBeLessThan(MUTATIONS)
  },
  TIMEOUT_MS,
)
