import { useEffect, useState, type ReactNode } from 'react';

/** Shows its content only once it has been waited for: what comes at once never flickers. */
export function Late({ children, afterMs = 150 }: { readonly children: ReactNode; readonly afterMs?: number }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return due ? children : null;
}
