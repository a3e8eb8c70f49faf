/** Adds directories of system programs to the PATH. */
import { delimiter } from 'node:path'

/** Directories with iptables, dnsmasq and tc on Debian. `su` without a dash and most users' shells do not have them in the PATH. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin']

/** Adds these directories to the PATH of this process. Call this once at the start. */
export function addSystemPath(): void {
  process.env['PATH'] = [process.env['PATH'] ?? '', ...SYSTEM_DIRECTORIES].join(delimiter)
}
