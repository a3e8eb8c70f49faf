import { describe, expect, test } from 'vitest'
import { providers } from './index.ts'

describe.each(providers.map((provider) => [provider.name, provider] as const))(
  'datapaths of %s',
  (_, provider) => {
    test('have labels and nouns that tell them apart', () => {
      for (const key of ['name', 'label', 'noun', 'title'] as const) {
        const words = provider.datapaths.map((datapath) => datapath[key])
        expect(new Set(words).size, key).toBe(words.length)
      }
    })

    test('are held against rivals that are there, or that some datapath here is modelled by', () => {
      const known = provider.datapaths.flatMap(({ name, modelledBy }) => [name, modelledBy ?? name])
      for (const { name, rivals } of provider.datapaths)
        for (const rival of rivals) expect(known, `${rival}, a rival of ${name}`).toContain(rival)
    })
  },
)
