import { useCallback, useEffect, useState } from 'react';
import type { MailView } from '../../../src-shared/domain/views.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';

interface Mails {
  /** Newest first; null until main has answered. */
  readonly mails: readonly MailView[] | null;
  readonly problem: Problem | null;
}

/** The mails of the embedded authority, asked for again whenever their number changes. */
export function useMails(mailCount: number): Mails & { readonly reload: () => void } {
  const [shown, setShown] = useState<Mails>({ mails: null, problem: null });
  const [wanted, setWanted] = useState({ mailCount, attempt: 0 });
  if (wanted.mailCount !== mailCount) setWanted({ mailCount, attempt: 0 });

  useEffect(() => {
    let current = wanted !== null;
    const load = async () => {
      const reply = await clavis.mailbox.list();
      if (!current) return;
      if (reply.ok) setShown({ mails: reply.value.toSorted((a, b) => b.receivedAt - a.receivedAt), problem: null });
      else setShown((before) => ({ mails: before.mails, problem: reply.problem }));
    };
    void load();
    return () => {
      current = false;
    };
  }, [wanted]);

  const reload = useCallback(() => setWanted((before) => ({ ...before, attempt: before.attempt + 1 })), []);
  return { ...shown, reload };
}
