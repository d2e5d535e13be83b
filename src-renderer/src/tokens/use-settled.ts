import { useEffect, useState } from 'react';
import type { AppView } from '../../../src-shared/domain/views.ts';

/** How long a reading may take before it is worth showing, in milliseconds. */
const SETTLE_MS = 150;

/**
 * The view to show on the home page: the one before, for as long as a token that has just come is being read and that takes no time,
 * so that nothing flickers. A removal shows at once.
 */
export function useSettled(app: AppView): AppView {
  const [held, setHeld] = useState(app);
  const [due, setDue] = useState(false);
  const newlyRead = app.tokens.some((token) => token.state === 'reading' && !held.tokens.some((known) => known.readerId === token.readerId && known.state === 'reading'));
  const fewer = held.tokens.some((known) => !app.tokens.some((token) => token.readerId === known.readerId));
  const waits = newlyRead && !fewer && !due && app !== held;
  if (!waits && held !== app) setHeld(app);
  if (!newlyRead && due) setDue(false);

  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => setDue(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [waits]);

  return waits ? held : app;
}
