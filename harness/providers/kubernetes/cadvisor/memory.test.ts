import { expect, test } from 'vitest'
import { memorySchema } from '../../../results/record.ts'
import { cadvisorMemory } from './memory.ts'
import { APP, NODE, PROXY, recordedAnswer } from './testing/recorded-window.ts'

const kernel = { kernelBytes: { notMeasured: 'not asked' }, kernelSource: 'none' }
const read = (containers = [APP, PROXY], readText = () => Promise.resolve(recordedAnswer())) =>
  cadvisorMemory({ nodes: [NODE], readText, containers, kernel })

test('memory is anonymous memory and mapped files of each container, by role, and says how it was counted', async () => {
  const memory = memorySchema.parse(await read())
  expect(memory.appBytes).toBe(14_139_392 + 86_016)
  expect(memory.proxyBytes).toBe(15_282_176 + 86_016)
  expect(memory.method).toBe('cadvisor')
  expect(memory.kernelBytes).toEqual({ notMeasured: 'not asked' })
})

test('of a restarted container only the living one counts', async () => {
  const dead = recordedAnswer()
    .replaceAll('cri-containerd-', 'cri-containerd-dead')
    .replaceAll(/17956734\d{5}$/gm, '1795673000000')
  const memory = await read([APP], () =>
    Promise.resolve(`${dead.replaceAll(/ [\d.e+]+ (?=\d{13}$)/gm, ' 7 ')}${recordedAnswer()}`),
  )
  expect(memory).toMatchObject({ appBytes: 14_139_392 + 86_016 })
})

test('a container without samples makes the sum not measured, and so does a node that does not answer', async () => {
  expect(await read([APP, { ...PROXY, container: 'istio-proxy' }])).toEqual({
    notMeasured: 'cAdvisor reports no memory of istio-proxy of hopbench-e/burner (orders/proxy)',
  })
  expect(await read([APP], () => Promise.reject(new Error('timed out')))).toEqual({
    notMeasured: 'cAdvisor did not answer: timed out',
  })
})
