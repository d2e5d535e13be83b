import { useState } from 'react';
import type { PinCounter, PinOutcome, TokenView } from '../../../src-shared/domain/views.ts';
import type { PinEntry } from '../../../src-shared/ipc/pin-entry.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';
import { useClavisStore, type PinTask } from '../store/clavis-store.ts';
import { useVerb, type Verb } from '../store/use-verb.ts';
import { counterOf, taskStage, type TaskStage } from './task-stage.ts';
import { counterSeen, counterTold, trackFrom, type CounterTrack } from './track-counter.ts';

export interface PinTaskState {
  /** The token as last seen usable: what the page is about, even while it is out. Null when it never was. */
  readonly token: TokenView | null;
  readonly stage: TaskStage;
  readonly verb: Verb;
  readonly outcome: PinOutcome | null;
  /** Of the code that is asked for, as the screen shows it and as it is sent along. */
  readonly counter: PinCounter;
  /** Another program moved the counter while this page was open. */
  readonly moved: boolean;
  /** The token is back since the answer of the last entry was lost, and was read. */
  readonly returned: boolean;
  /** The PIN was blocked when the last entry left. */
  readonly wasBlocked: boolean;
  /** Takes the end of the token's number, retyped. */
  readonly confirm: (tail: string) => void;
  /** One entry, one call. */
  readonly submit: (call: (entry: PinEntry) => Promise<Envelope<PinOutcome>>) => Promise<void>;
  readonly reread: () => void;
  /** Back to the form, after something was said. */
  readonly again: () => void;
}

/** One PIN task from its first page to its result. The parent gives it a new `key` for another task. */
export function usePinTask(task: PinTask): PinTaskState {
  const tokens = useClavisStore((state) => state.app?.tokens);
  const verb = useVerb();
  const rereading = useVerb();
  const live = (tokens ?? []).find((candidate) => candidate.serial === task.serial);
  const [held, setHeld] = useState<TokenView | null>(live?.state === 'ready' ? live : null);
  if (live?.state === 'ready' && live !== held) setHeld(live);
  const token = live?.state === 'ready' ? live : held;

  const [outcome, setOutcome] = useState<PinOutcome | null>(null);
  const [tail, setTail] = useState<string | null>(null);
  const [wasBlocked, setWasBlocked] = useState(false);
  const [track, setTrack] = useState<CounterTrack>(() => trackFrom(token === null ? null : counterOf(task.kind, token).triesLeft));
  const [gone, setGone] = useState(false);
  const [reread, setReread] = useState(false);

  const shown = live?.state === 'ready' ? counterOf(task.kind, live) : null;
  const seen = shown === null || verb.pending ? track : counterSeen(track, shown.triesLeft);
  if (seen !== track) setTrack(seen);

  if (live === undefined && !gone) setGone(true);

  const readAgain = async () => {
    const reply = await rereading.run(() => clavis.tokens.refresh());
    if (reply?.ok) setReread(true);
  };

  const submit = async (call: (entry: PinEntry) => Promise<Envelope<PinOutcome>>) => {
    setGone(false);
    setReread(false);
    setWasBlocked(token?.blocked === true);
    const reply = await verb.run(() => call({ serial: task.serial, triesShown: seen.expected, serialTail: tail }));
    if (reply === null) return;
    setTail(null);
    if (!reply.ok) {
      setOutcome(null);
      return;
    }
    const result = reply.value;
    setOutcome(result);
    // The counter of a successful unblock is the PIN's, not the PUK's.
    if (result.kind !== 'unknown' && !(task.kind === 'puk' && result.kind === 'ok')) setTrack((before) => counterTold(before, result.counter.triesLeft));
    // A token that stayed in is read again by asking; one that was pulled has to come back first.
    if (result.kind === 'unknown' && result.because !== 'tokenRemoved' && result.because !== 'readerRemoved') void readAgain();
  };

  const reader = token?.readerId;
  const reading = (tokens ?? []).some((candidate) => candidate.state === 'reading' && candidate.serial === null && candidate.readerId === reader);
  const max = shown?.triesMax ?? (token === null ? null : counterOf(task.kind, token).triesMax);
  const stage = taskStage({ kind: task.kind, token: live, reading, pending: verb.pending, outcome, triesLeft: seen.expected, confirmed: tail !== null });
  return {
    token,
    stage,
    verb,
    outcome,
    counter: { triesLeft: seen.expected, triesMax: max },
    moved: seen.moved,
    returned: live?.state === 'ready' && (gone || reread) && !rereading.pending,
    wasBlocked,
    confirm: setTail,
    submit,
    reread: () => void readAgain(),
    again: () => {
      setOutcome(null);
      setTail(null);
      verb.clear();
      setTrack((before) => trackFrom(shown?.triesLeft ?? before.expected));
    },
  };
}
