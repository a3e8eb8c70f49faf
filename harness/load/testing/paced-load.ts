/** For tests: a short paced load on loopback. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PacedResult, PacedSpec } from '../../arm/arm.ts'
import type { RAW_COLUMNS } from '../../results/raw-samples.ts'
import { runPaced } from '../paced/run-paced.ts'

export interface PacedLoad {
  result: PacedResult
  /** Clocks of each completed page, in nanoseconds from the beginning of the window, and its number. */
  pages: Record<(typeof RAW_COLUMNS)[number], number>[]
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
        timeoutMs: 5000,
        seed: 'test',
        rawFile,
        ...changes,
      },
      { announce: () => undefined, stopAfterWindow: () => Promise.resolve() },
    )
    const bytes = readFileSync(rawFile)
    const pages = Array.from({ length: bytes.length / 40 }, (_, page) => {
      const column = (place: number) => bytes.readDoubleLE(page * 40 + place * 8)
      return {
        due: column(0),
        released: column(1),
        written: column(2),
        done: column(3),
        number: column(4),
      }
    })
    return { result, pages }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
