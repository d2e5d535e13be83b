import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { allMet, judgePassword, type PasswordVerdicts } from './judge-password.ts';

export interface NewPassword {
  readonly first: RefObject<HTMLInputElement | null>;
  readonly again: RefObject<HTMLInputElement | null>;
  readonly verdicts: PasswordVerdicts;
  /** What is said under each field, once sending was tried. */
  readonly faults: { readonly first: 'rules' | null; readonly again: 'differ' | null };
  readonly judge: () => void;
  /** Whether both may be sent; if not, says so and puts the focus where it is wrong. */
  readonly check: () => boolean;
  /** Both, read once. */
  readonly read: () => { readonly password: string; readonly passwordAgain: string };
  readonly empty: () => void;
}

const UNTOUCHED = judgePassword('', '', []);
const NO_FAULTS: NewPassword['faults'] = { first: null, again: null };

/** A new password, twice, in two fields that nothing copies. @param personal gives names and address at the moment of asking. */
export function useNewPassword(personal: () => readonly string[]): NewPassword {
  const first = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const [verdicts, setVerdicts] = useState(UNTOUCHED);
  const [faults, setFaults] = useState(NO_FAULTS);
  const ask = useRef(personal);
  useEffect(() => {
    ask.current = personal;
  });

  const verdictsNow = useCallback(() => judgePassword(first.current?.value ?? '', again.current?.value ?? '', ask.current()), []);
  const judge = useCallback(() => {
    setVerdicts(verdictsNow());
    setFaults(NO_FAULTS);
  }, [verdictsNow]);

  const check = useCallback(() => {
    const now = verdictsNow();
    setVerdicts(now);
    if (allMet(now)) return true;
    const rules = !allMet({ ...now, same: 'met' });
    setFaults({ first: rules ? 'rules' : null, again: rules ? null : 'differ' });
    (rules ? first : again).current?.focus();
    return false;
  }, [verdictsNow]);

  const read = useCallback(() => ({ password: first.current?.value ?? '', passwordAgain: again.current?.value ?? '' }), []);
  const empty = useCallback(() => {
    for (const field of [first, again]) if (field.current !== null) field.current.value = '';
    setVerdicts(UNTOUCHED);
  }, []);
  return { first, again, verdicts, faults, judge, check, read, empty };
}
