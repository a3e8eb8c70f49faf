/** The user's current folder: npm runs scripts in the project's folder and keeps the user's folder in INIT_CWD. */
export const userFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment['INIT_CWD'] ?? process.cwd()
