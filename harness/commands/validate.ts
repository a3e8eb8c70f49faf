/** `validate`: says of files what they are, and what is wrong in them. Changes nothing and needs no root. */
import type { ValidateFlags } from '../cli/reading-commands.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { kindsOfFiles, validateFile, validateStream, type Validated } from '../validate/validate-file.ts'

/** `-` stands for standard input. */
const STDIN = '-'

/** Exit code 2 where a file is not valid. @throws UsageError where standard input is named twice */
export async function validate({ files, folder, json }: ValidateFlags): Promise<ExitCode> {
  if (files.filter((file) => file === STDIN).length > 1)
    throw new UsageError('- is named twice, and there is one standard input', 'name it once')
  // Messages name files as they were typed, and files name others from where they lie.
  process.chdir(folder)
  const kinds = kindsOfFiles()
  const all: Validated[] = []
  for (const file of files)
    all.push(
      file === STDIN
        ? await validateStream('standard input', process.stdin, kinds)
        : await validateFile(file, kinds),
    )
  const valid = all.every((one) => one.valid)
  process.stdout.write(
    json
      ? `${JSON.stringify({ valid, files: all.map(withoutText) }, null, 2)}\n`
      : all.map((one) => `${textOf(one)}\n`).join(''),
  )
  return valid ? EXIT.ok : EXIT.usage
}

function textOf({ file, kind, valid, problems, notes }: Validated): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return [
    `${file}: ${[...(kind === null ? [] : [kind]), valid ? 'valid' : count].join(', ')}`,
    ...notes.map((note) => `  ${note}`),
    ...problems.map(({ text }) => `\n${text}`),
    ...(valid ? [] : ['']),
  ].join('\n')
}

const withoutText = ({ problems, ...one }: Validated) => ({
  ...one,
  problems: problems.map(({ file, line, column, path, message }) => ({ file, line, column, path, message })),
})
