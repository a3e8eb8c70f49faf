/** `image`: builds the image of services and client, to be pushed to the registry that a cluster pulls from. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT, type ExitCode } from '../errors.ts'
import { buildWorkloadImage } from '../providers/kubernetes/workload-image/build-image.ts'
import { findContainerEngine } from '../system/container-engine.ts'

export async function image({ json }: { json: boolean }): Promise<ExitCode> {
  const engine = await findContainerEngine()
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-image-'))
  try {
    const built = await buildWorkloadImage(engine, folder, true)
    process.stdout.write(json ? JSON.stringify(built, null, 2) + '\n' : describe(engine.name, built.image))
    return EXIT.ok
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const describe = (engine: string, image: string): string => {
  const tag = image.slice(image.lastIndexOf(':'))
  return [
    `${image} is in ${engine}`,
    '  → push it to the registry that the cluster pulls from, and name it with --workload-image:',
    `    ${engine} tag ${image} registry.example/hopbench-workload${tag}`,
    `    ${engine} push registry.example/hopbench-workload${tag}`,
    '',
  ].join('\n')
}
