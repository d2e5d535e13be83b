import type { DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import { ERROR_TABLE } from '../../../src-shared/errors/error-table.ts';
import { reportSchema } from './report-schema.ts';

/** Version of the bundle's form. */
const FORM = 1;

/**
 * The bundle, whole, as it is previewed and saved: JSON, UTF-8, the report and the searchable id of each problem. There is no other
 * input, so nothing else can be in it; log and traces stay out.
 */
export function renderBundle(report: DiagnosticReport): string {
  const { at, lines } = reportSchema.parse(report);
  const bundle = {
    clavisDiagnosis: FORM,
    at: new Date(at).toISOString(),
    lines: lines.map(({ id, status, problem, facts }) => ({
      id,
      status,
      ...(problem === null ? {} : { problem: { reference: ERROR_TABLE[problem.code].id, ...problem } }),
      facts,
    })),
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}
