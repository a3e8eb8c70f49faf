/** Reads a file that somebody wrote by hand: a scenario, prices, policies, a mesh. */
import { readBytes } from '../system/bounded-bytes.ts'

/** Policies are the largest such files, and an API server takes no object of more. */
export const MOST_WRITTEN_BYTES = 1.5 * 2 ** 20

/**
 * The text of the file.
 * @param what names the file where it cannot be read: "the prices of mine.yaml"
 * @param advice which file to give instead
 * @throws UsageError for a file that is missing, larger than anybody writes, or no file but a folder, a device or a pipe
 */
export const writtenText = (file: string, what: string, advice: string): string =>
  readBytes(file, {
    mostBytes: MOST_WRITTEN_BYTES,
    tooLarge: advice,
    folder: advice,
    device: advice,
    unreadable: { what, advice },
  }).toString('utf8')
