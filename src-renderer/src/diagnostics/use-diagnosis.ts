import { useCallback, useEffect, useState } from 'react';
import type { DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';

interface Answer {
  /** The last one that came; null until the first has. */
  readonly report: DiagnosticReport | null;
  /** Why the last run gave none. */
  readonly problem: Problem | null;
  /** Which run this is the answer of. */
  readonly attempt: number;
}

interface Diagnosis {
  readonly report: DiagnosticReport | null;
  readonly problem: Problem | null;
  readonly pending: boolean;
  readonly run: () => void;
}

/** Runs the diagnosis when the page opens, and again when asked; the last report stays while another is made. */
export function useDiagnosis(): Diagnosis {
  const [attempt, setAttempt] = useState(1);
  const [answer, setAnswer] = useState<Answer>({ report: null, problem: null, attempt: 0 });

  useEffect(() => {
    let current = true;
    const load = async () => {
      const reply = await clavis.diagnostics.run();
      if (!current) return;
      setAnswer((before) => (reply.ok ? { report: reply.value, problem: null, attempt } : { report: before.report, problem: reply.problem, attempt }));
    };
    void load();
    return () => {
      current = false;
    };
  }, [attempt]);

  const run = useCallback(() => setAttempt((before) => before + 1), []);
  const pending = answer.attempt !== attempt;
  return { report: answer.report, problem: pending ? null : answer.problem, pending, run };
}
