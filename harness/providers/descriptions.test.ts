import { describe, expect, test } from 'vitest'
import { providers } from './index.ts'

describe.each(providers.map((provider) => [provider.name, provider] as const))(
  'datapaths of %s',
  (_, provider) => {
    test('have labels and nouns that tell them apart', () => {
      for (const key of ['name', 'label', 'noun', 'title'] as const) {
        const texts = provider.datapaths.map((datapath) => datapath[key])
        expect(new Set(texts).size, key).toBe(texts.length)
      }
    })

    test('have rivals that exist here, or that model a datapath here', () => {
      const known = provider.datapaths.flatMap(({ name, modelledBy }) => [name, modelledBy ?? name])
      for (const { name, rivals } of provider.datapaths)
        for (const rival of rivals) expect(known, `${rival}, a rival of ${name}`).toContain(rival)
    })
  },
)
