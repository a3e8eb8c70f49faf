/** Runs commands for set-up and prints each on stderr before it runs. Plain JavaScript for any Node >= 18. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export const log = (text) => process.stderr.write(`set-up  ${text}\n`)

/** Prints and runs a command. The command's output goes to stderr, since stdout is for results. Returns whether it succeeded. */
export function run(file, args, options = {}) {
  log(`$ ${[file, ...args].join(' ')}`)
  const { status, signal, error } = spawnSync(file, args, { stdio: ['ignore', 2, 2], ...options })
  if (error) log(error.message)
  if (signal) log(`${file} was killed by ${signal}`)
  return status === 0
}

/** Whether a command succeeds. Prints nothing. */
export const succeeds = (file, args) => spawnSync(file, args, { stdio: 'ignore' }).status === 0

/** Whether a program is found. Looks in directories of system programs too, which a user's PATH often lacks. */
export function onPath(program) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return directories.some((directory) => isExecutable(join(directory, program)))
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const isRoot = process.getuid?.() === 0
