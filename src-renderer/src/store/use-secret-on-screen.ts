import { useEffect } from 'react';
import { clavis } from '../bridge.ts';

/** How many secrets stand in the window. */
let onScreen = 0;

/** Keeps the window out of other programs' pictures while a secret stands in it. */
export function useSecretOnScreen(there: boolean): void {
  useEffect(() => {
    if (!there) return undefined;
    if (++onScreen === 1) void clavis.app.protectScreen({ protect: true });
    return () => {
      if (--onScreen === 0) void clavis.app.protectScreen({ protect: false });
    };
  }, [there]);
}
