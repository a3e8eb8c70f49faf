/** For tests: a short paced load on loopback. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PacedResult, PacedSpec } from '../../arm/arm.ts'
import { runPaced } from '../paced/run-paced.ts'

export interface PacedLoad {
  result: PacedResult
  /** due, released, written, done of each completed page, in nanoseconds from the beginning of the window. */
  pages: { due: number; released: number; written: number; done: number }[]
}

export async function pacedLoad(port: number, changes: Partial<PacedSpec> = {}): Promise<PacedLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-paced-'))
  try {
    const rawFile = join(folder, 'raw.f64')
    const result = await runPaced(
      {
        driver: 'paced',
        page: [{ call: '127.0.0.1', requestBytes: 0 }],
        port,
        pagesPerSecond: 200,
        connection: 'keep-alive',
        warmUpMs: 100,
        measureMs: 500,
        timeoutMs: 1000,
        seed: 'test',
        rawFile,
        ...changes,
      },
      { announce: () => undefined, stopAfterWindow: () => Promise.resolve() },
    )
    const bytes = readFileSync(rawFile)
    const pages = Array.from({ length: bytes.length / 32 }, (_, page) => {
      const [due, released, written, done] = [0, 8, 16, 24].map((at) => bytes.readDoubleLE(page * 32 + at))
      return { due: due!, released: released!, written: written!, done: done! }
    })
    return { result, pages }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
