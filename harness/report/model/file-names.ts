/** Names of the files of a report that link to each other. */
export const REPORT_HTML = 'index.html'
export const ARCHITECTS_HTML = 'for-architects.html'
export const ARCHITECTS_MARKDOWN = 'for-architects.md'
