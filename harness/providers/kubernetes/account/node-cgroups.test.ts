import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cgroupOfContainer, findContainerCgroup } from './node-cgroups.ts'

const ID = '8dbdd788a2410618dab2132fbfa74a1d254ecd6c8e20c8d9bb9a118a24acd519'

test.each([
  [
    'Docker beside cgroup v1',
    `1:cpu:/docker/${ID}/init.scope\n0::/docker/${ID}/init.scope\n`,
    `/docker/${ID}`,
  ],
  [
    'Docker with systemd on cgroup2',
    `0::/system.slice/docker-${ID}.scope/init.scope\n`,
    `/system.slice/docker-${ID}.scope`,
  ],
  [
    'Podman',
    `0::/machine.slice/libpod-${ID}.scope/container/init.scope\n`,
    `/machine.slice/libpod-${ID}.scope`,
  ],
  [
    'Docker in a container',
    `0::/docker/${'f'.repeat(64)}/docker/${ID}\n`,
    `/docker/${'f'.repeat(64)}/docker/${ID}`,
  ],
])('the group of a whole node is found: %s', (_, procCgroup, expected) => {
  expect(cgroupOfContainer(procCgroup, ID)).toBe(expected)
})

test('a process of this machine that is no container of the engine is not taken for one', () => {
  expect(cgroupOfContainer('0::/user.slice/user-1000.slice/session-1.scope\n', ID)).toBeNull()
  expect(cgroupOfContainer('', ID)).toBeNull()
})

test.each([
  `kubelet.slice/kubelet-kubepods.slice/cri-containerd-${ID}.scope`,
  `kubepods/burstable/pod-1/${ID}`,
])('the group of a container in a pod is found: %s', (path) => {
  const node = mkdtempSync(join(tmpdir(), 'hopbench-node-'))
  onTestFinished(() => rmSync(node, { recursive: true }))
  mkdirSync(join(node, 'init.scope'))
  mkdirSync(join(node, path), { recursive: true })
  expect(findContainerCgroup(node, ID)).toBe(join(node, path))
  expect(findContainerCgroup(node, 'f'.repeat(64))).toBeNull()
  expect(findContainerCgroup(join(node, 'gone'), ID)).toBeNull()
  expect(findContainerCgroup(node, '')).toBeNull()
})
