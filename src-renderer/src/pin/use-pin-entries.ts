import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { fitsFormat, QUALIFIED_PIN_FORMAT, type PinFormat } from '../../../src-shared/pin/pin-format.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { judgeEntries, type EntryVerdicts } from './judge-entries.ts';
import { PinBuffer } from './pin-buffer.ts';

const UNTOUCHED: EntryVerdicts = { length: 'open', digits: 'open', notSequence: 'open', notRepeated: 'open', different: 'open', same: 'open' };

export interface PinEntriesOptions {
  /** Format of the new PIN. */
  readonly format?: PinFormat;
  /** Format of a code that the card knows already and will judge: the current PIN, or the PUK. */
  readonly knownFormat?: PinFormat;
  /** The known code is the PIN that is being changed: the new one must differ. */
  readonly mustDiffer?: boolean;
}

export interface PinEntries {
  /** The current PIN or the PUK; unused where nothing is known. */
  readonly known: RefObject<PinBuffer>;
  readonly entry: RefObject<PinBuffer>;
  readonly confirmation: RefObject<PinBuffer>;
  readonly verdicts: EntryVerdicts;
  /** The known code has a length and characters that the card could hold. */
  readonly knownFits: boolean;
  /** Changes at each wipe: the fields take it as their key. */
  readonly round: number;
  readonly judge: () => void;
  readonly wipe: () => void;
}

/** The entries of a PIN in memory that is overwritten when wiped, when the step changes and when the screen goes away. */
export function usePinEntries({ format = QUALIFIED_PIN_FORMAT, knownFormat = QUALIFIED_PIN_FORMAT, mustDiffer = false }: PinEntriesOptions = {}): PinEntries {
  const known = useRef(new PinBuffer(knownFormat));
  const entry = useRef(new PinBuffer(format));
  const confirmation = useRef(new PinBuffer(format));
  const [verdicts, setVerdicts] = useState(UNTOUCHED);
  const [knownFits, setKnownFits] = useState(false);
  const [round, setRound] = useState(0);

  const judge = useCallback(() => {
    setVerdicts(judgeEntries(entry.current, confirmation.current, mustDiffer ? known.current : null));
    setKnownFits(known.current.read((bytes) => fitsFormat(bytes, known.current.format)));
    const typed = known.current.length + entry.current.length + confirmation.current.length;
    useClavisStore.setState({ unsaved: typed > 0 ? 'pin' : 'none' });
  }, [mustDiffer]);

  const wipe = useCallback(() => {
    for (const buffer of [known, entry, confirmation]) buffer.current.wipe();
    setVerdicts(UNTOUCHED);
    setKnownFits(false);
    setRound((before) => before + 1);
    useClavisStore.setState({ unsaved: 'none' });
  }, []);

  useEffect(() => {
    const buffers = [known.current, entry.current, confirmation.current];
    return () => {
      for (const buffer of buffers) buffer.wipe();
      useClavisStore.setState({ unsaved: 'none' });
    };
  }, []);

  return { known, entry, confirmation, verdicts, knownFits, round, judge, wipe };
}
