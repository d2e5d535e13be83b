import { useEffect } from 'react';
import { clavis } from '../bridge.ts';

/** Keeps the window out of other programs' pictures while a secret stands in it. */
export function useSecretOnScreen(there: boolean): void {
  useEffect(() => {
    if (!there) return undefined;
    void clavis.app.protectScreen({ protect: true });
    return () => void clavis.app.protectScreen({ protect: false });
  }, [there]);
}
