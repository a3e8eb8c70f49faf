/** Directories of system programs. */
import { delimiter } from 'node:path'

/** `su` without a dash, and most users' shells, leave these out: iptables, dnsmasq and tc are there on Debian. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin']

/** Adds them to this process's PATH, once at its start. */
export function addSystemPath(): void {
  process.env['PATH'] = [process.env['PATH'] ?? '', ...SYSTEM_DIRECTORIES].join(delimiter)
}
