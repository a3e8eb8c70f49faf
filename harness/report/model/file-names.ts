/** Names of the files of a report that other files or programs name. */
export const REPORT_HTML = 'index.html'
export const REPORT_MARKDOWN = 'report.md'
export const ARCHITECTS_HTML = 'for-architects.html'
export const ARCHITECTS_MARKDOWN = 'for-architects.md'
