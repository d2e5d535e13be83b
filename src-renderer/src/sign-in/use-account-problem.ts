import { useCallback } from 'react';
import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { goToSection } from '../store/navigate.ts';
import type { Verb } from '../store/use-verb.ts';

/** What the button of a problem does on a page of the account: "again" is the form, with what was typed still in it. */
export function useAccountProblem(verb: Verb, again?: () => void): (action: ErrorAction) => void {
  return useCallback(
    (action) => {
      verb.clear();
      if (action === 'contactOffice' || action === 'revokeOrReorder') void clavis.app.openLink({ target: 'office' });
      else if (action === 'diagnose') goToSection('diagnostics');
      else again?.();
    },
    [verb, again],
  );
}
