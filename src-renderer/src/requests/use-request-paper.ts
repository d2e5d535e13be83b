import { useState } from 'react';
import { clavis } from '../bridge.ts';
import type { Verb } from '../store/use-verb.ts';

/** What became of the paper of a request. `unprinted`: no program of this computer opens PDFs. */
export interface PaperOutcome {
  readonly requestId: string;
  readonly what: 'printed' | 'unprinted' | 'saved' | 'unsaved';
}

interface RequestPaper {
  /** Of the last try, until the next one. */
  readonly outcome: PaperOutcome | null;
  readonly clear: () => void;
  readonly print: (requestId: string) => Promise<void>;
  readonly save: (requestId: string) => Promise<void>;
}

/** Opens the PDF of a request for printing, and saves it. */
export function useRequestPaper(verb: Verb): RequestPaper {
  const [outcome, setOutcome] = useState<PaperOutcome | null>(null);
  const print = async (requestId: string) => {
    const reply = await verb.run(() => clavis.requests.print({ requestId }));
    if (reply?.ok) setOutcome({ requestId, what: reply.value.printed ? 'printed' : 'unprinted' });
  };
  const save = async (requestId: string) => {
    const reply = await verb.run(() => clavis.requests.savePdf({ requestId }));
    if (reply?.ok) setOutcome({ requestId, what: reply.value.saved ? 'saved' : 'unsaved' });
  };
  return { outcome, clear: () => setOutcome(null), print, save };
}
