/** The report of a version, beside how it was trained. */
export const GENERATION_REPORT_PATH = 'generation-report.json';
