import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serviceAddresses } from './service-addresses.ts'

test('addresses of services have their names from the name server of each arm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-addresses-'))
  try {
    mkdirSync(join(folder, 'configs', 'ebpf'), { recursive: true })
    writeFileSync(
      join(folder, 'configs', 'ebpf', 'dnsmasq.conf'),
      'port=53\nhost-record=stock.data.svc.cluster.local,198.19.4.17\n# host-record=no,1.2.3.4\n',
    )
    expect([...serviceAddresses(folder, [{ name: 'ebpf' }, { name: 'elsewhere' }])]).toEqual([
      ['198.19.4.17', 'data/stock'],
    ])
    mkdirSync(join(folder, 'configs', 'sidecar', 'dnsmasq.conf'), { recursive: true })
    expect(() => serviceAddresses(folder, [{ name: 'sidecar' }])).toThrow(
      /dnsmasq\.conf cannot be read: it is a folder/,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
