import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { useClavisStore } from '../store/clavis-store.ts';
import { judgeEntries, type EntryVerdicts } from './judge-entries.ts';
import { PinBuffer } from './pin-buffer.ts';

const UNTOUCHED: EntryVerdicts = { length: 'open', digits: 'open', notSequence: 'open', notRepeated: 'open', same: 'open' };

interface PinEntries {
  readonly entry: RefObject<PinBuffer>;
  readonly confirmation: RefObject<PinBuffer>;
  readonly verdicts: EntryVerdicts;
  /** Changes at each wipe: the fields take it as their key. */
  readonly round: number;
  readonly judge: () => void;
  readonly wipe: () => void;
}

/** Both entries of a PIN in memory that is overwritten when wiped, when the step changes and when the screen goes away. */
export function usePinEntries(): PinEntries {
  const entry = useRef(new PinBuffer());
  const confirmation = useRef(new PinBuffer());
  const [verdicts, setVerdicts] = useState(UNTOUCHED);
  const [round, setRound] = useState(0);

  const judge = useCallback(() => {
    setVerdicts(judgeEntries(entry.current, confirmation.current));
    useClavisStore.setState({ unsaved: entry.current.length + confirmation.current.length > 0 ? 'pin' : 'none' });
  }, []);

  const wipe = useCallback(() => {
    entry.current.wipe();
    confirmation.current.wipe();
    setVerdicts(UNTOUCHED);
    setRound((before) => before + 1);
    useClavisStore.setState({ unsaved: 'none' });
  }, []);

  useEffect(() => {
    const buffers = [entry.current, confirmation.current];
    return () => {
      for (const buffer of buffers) buffer.wipe();
      useClavisStore.setState({ unsaved: 'none' });
    };
  }, []);

  return { entry, confirmation, verdicts, round, judge, wipe };
}
