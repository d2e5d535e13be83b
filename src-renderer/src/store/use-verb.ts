import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';

export interface Verb {
  readonly pending: boolean;
  /** Of the last call, until the next one. */
  readonly problem: Problem | null;
  readonly clear: () => void;
  /** One call at a time: a second click while one is under way does nothing and gives null. */
  readonly run: <T>(call: () => Promise<Envelope<T>>) => Promise<Envelope<T> | null>;
}

/** Calls verbs of main for one part of a screen and keeps what became of the last call. */
export function useVerb(): Verb {
  const underWay = useRef(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const run = useCallback(async <T>(call: () => Promise<Envelope<T>>): Promise<Envelope<T> | null> => {
    if (underWay.current) return null;
    underWay.current = true;
    setPending(true);
    setProblem(null);
    try {
      const reply = await call();
      if (!reply.ok) setProblem(reply.problem);
      return reply;
    } catch {
      // The bridge itself failed: main is gone or the call could not be sent.
      const lost: Problem = { code: 'internal', details: {} };
      setProblem(lost);
      return { ok: false, problem: lost };
    } finally {
      underWay.current = false;
      setPending(false);
    }
  }, []);

  const clear = useCallback(() => setProblem(null), []);
  return { pending, problem, clear, run };
}
