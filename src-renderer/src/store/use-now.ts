import { useEffect, useState } from 'react';
import { useClavisStore } from './clavis-store.ts';

/** Main's clock, in milliseconds since the epoch, looked at again every `everyMs`. Wall clock: sleep counts. */
export function useNow(everyMs: number): number {
  const offset = useClavisStore((state) => state.clockOffset);
  const [here, setHere] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setHere(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return here + offset;
}
