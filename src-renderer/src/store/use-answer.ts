import { useCallback, useEffect, useState } from 'react';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { useClavisStore } from './clavis-store.ts';

export interface Answer<T> {
  /** The last good answer; it stays while another one is asked for. Null: there was none yet. */
  readonly value: T | null;
  /** Why the last call gave nothing. */
  readonly problem: Problem | null;
  readonly pending: boolean;
  readonly again: () => void;
}

interface Kept {
  readonly value: unknown;
  readonly problem: Problem | null;
  readonly turn: string | null;
  readonly ask: unknown;
}
const NOTHING: Kept = { value: null, problem: null, turn: null, ask: null };

/** Last good answers of functions that outlive their page: coming back to a list shows it at once, and asks only if the account may read differently. */
let kept = new WeakMap<object, Kept>();
// Another person may sign in next.
useClavisStore.subscribe(({ account }, before) => {
  if (account?.session.kind !== before.account?.session.kind) kept = new WeakMap();
});

/** What a verb that reads gives, asked again whenever the account may read differently. @param ask the same function as long as the same thing is asked. @param also asked again when this changes, too. */
export function useAnswer<T>(ask: () => Promise<Envelope<T>>, also = ''): Answer<T> {
  const revision = useClavisStore((state) => state.account?.revision ?? 0);
  const [round, setRound] = useState(0);
  const turn = `${revision}.${round}.${also}`;
  const [answer, setAnswer] = useState(() => kept.get(ask) ?? NOTHING);

  useEffect(() => {
    if (kept.get(ask)?.turn === turn) return undefined;
    let wanted = true;
    const call = async () => {
      const reply = await ask().catch((): Envelope<T> => ({ ok: false, problem: { code: 'internal', details: {} } }));
      if (!wanted) return;
      if (reply.ok) kept.set(ask, { value: reply.value, problem: null, turn, ask });
      setAnswer((before) => (reply.ok ? { value: reply.value, problem: null, turn, ask } : { value: before.value, problem: reply.problem, turn, ask }));
    };
    void call();
    return () => {
      wanted = false;
    };
  }, [ask, turn]);

  const again = useCallback(() => setRound((before) => before + 1), []);
  return { value: answer.value as T | null, problem: answer.problem, pending: answer.turn !== turn || answer.ask !== ask, again };
}
