/** Describes the machine that measures. The description is part of the result, because no figure means anything without it. */
import { readFileSync } from 'node:fs'
import { arch, cpus, totalmem } from 'node:os'
import { cgroup2Mount } from '../system/cgroup2.ts'
import { tryRun } from '../system/command.ts'
import { envoyPath } from '../system/envoy.ts'
import type { HostFingerprint } from './record.ts'
import hopbench from '../../package.json' with { type: 'json' }

const UNKNOWN = 'unknown'

/** Kernel settings that change what is measured. */
const SETTINGS = [
  'net.bridge.bridge-nf-call-iptables',
  'net.netfilter.nf_conntrack_max',
  'net.ipv4.tcp_congestion_control',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.core.somaxconn',
  'net.core.bpf_jit_enable',
  'kernel.unprivileged_bpf_disabled',
] as const

/** Programs and arguments that print a version. The first output line with a digit is kept. */
const VERSION_COMMANDS: Record<string, [file: string, ...args: string[]]> = {
  envoy: [envoyPath(), '--version'],
  clang: ['clang', '--version'],
  libbpf: ['sh', '-c', 'sed -n "s/^Version: //p" /usr/lib/*/pkgconfig/libbpf.pc'],
  iptables: ['iptables', '--version'],
  iproute2: ['ip', '-V'],
  dnsmasq: ['dnsmasq', '--version'],
  openssl: ['openssl', 'version'],
}

/** Reads the description. A value that cannot be read is "unknown"; a program that is not installed has no version. */
export async function hostFingerprint(): Promise<HostFingerprint> {
  const processors = cpus()
  const mount = cgroup2Mount()
  return {
    os: /^PRETTY_NAME="?([^"\n]*)/m.exec(read('/etc/os-release') ?? '')?.[1] ?? process.platform,
    kernel: read('/proc/sys/kernel/osrelease') ?? UNKNOWN,
    architecture: arch(),
    cpuModel: processors[0]?.model ?? UNKNOWN,
    ...cpuSignature(read('/proc/cpuinfo') ?? ''),
    cores: processors.length,
    memoryBytes: totalmem(),
    virtualization: (await tryRun('systemd-detect-virt', []))?.trim() ?? virtualizationByCpuFlag(),
    cpuGovernor:
      read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor') ??
      'none: the kernel does not set frequencies',
    cgroup:
      mount === null
        ? 'no cgroup2'
        : `cgroup2 at ${mount}${mount === '/sys/fs/cgroup' ? '' : ', beside v1 controllers'}`,
    cpuAccounting: await cpuAccounting(),
    clocksource: read('/sys/devices/system/clocksource/clocksource0/current_clocksource') ?? UNKNOWN,
    settings: Object.fromEntries(SETTINGS.map((name) => [name, sysctl(name) ?? 'not set'])),
    versions: await versions(),
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

const sysctl = (name: string): string | null =>
  read(`/proc/sys/${name.replaceAll('.', '/')}`)?.replaceAll('\t', ' ') ?? null

/** Tells from a CPU flag whether this is a virtual machine. The flag does not name the hypervisor. */
const virtualizationByCpuFlag = (): string => {
  const info = read('/proc/cpuinfo')
  if (info === null) return UNKNOWN
  return /^flags\s*:.*\bhypervisor\b/m.test(info) ? 'virtual machine' : 'none seen'
}

/** What tells processors of one name apart, on x86 and on ARM; nothing where /proc/cpuinfo has none of it. */
function cpuSignature(cpuinfo: string): { cpuSignature?: string } {
  const fields = ['cpu family', 'model', 'stepping', 'CPU implementer', 'CPU part', 'CPU revision']
  const found = fields.flatMap((field) => {
    const value = new RegExp(`^${field}\\s*: (.+)`, 'm').exec(cpuinfo)?.[1]
    return value === undefined ? [] : `${field.replace('cpu ', '')} ${value}`
  })
  return found.length === 0 ? {} : { cpuSignature: found.join(', ') }
}

/** Whether interrupt time is charged to the interrupted task. Only the kernel's configuration says so. */
async function cpuAccounting(): Promise<string> {
  const release = read('/proc/sys/kernel/osrelease') ?? ''
  const config = read(`/boot/config-${release}`) ?? (await tryRun('sh', ['-c', 'zcat /proc/config.gz'])) ?? ''
  if (!config) return `${UNKNOWN}: the kernel's configuration cannot be read`
  return config.includes('CONFIG_IRQ_TIME_ACCOUNTING=y')
    ? 'interrupt time is taken out of task time'
    : 'interrupt time is charged to the task it interrupted'
}

async function versions(): Promise<Record<string, string>> {
  const found = await Promise.all(
    Object.entries(VERSION_COMMANDS).map(async ([name, [file, ...args]]) => {
      const line = (await tryRun(file, args))?.split('\n').find((text) => /\d/.test(text))
      // Some programs print their own path before the version.
      return line === undefined ? [] : [[name, line.replace(file, '').trim()]]
    }),
  )
  return {
    hopbench: hopbench.version,
    node: process.versions.node,
    ...(Object.fromEntries(found.flat()) as Record<string, string>),
  }
}
