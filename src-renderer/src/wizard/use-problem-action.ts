import { useCallback } from 'react';
import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { goToSection, leaveUnblock, openEntry } from '../store/navigate.ts';
import type { Verb } from '../store/use-verb.ts';

/** What the button of a problem does in the wizard; `onHere` is what "again" and "correct" mean on the step on screen. */
export function useProblemAction(verb: Verb, onHere: (action: 'retry' | 'choosePin' | 'correctAnswers') => void): (action: ErrorAction) => void {
  return useCallback(
    (action) => {
      switch (action) {
        case 'retry':
        case 'choosePin':
        case 'correctAnswers':
          onHere(action);
          return;
        case 'resume':
          void verb.run(() => clavis.unblock.resume());
          return;
        case 'requestLink':
          openEntry(null, 'request');
          return;
        case 'pasteLink':
          openEntry(null, 'paste');
          return;
        case 'contactOffice':
        case 'revokeOrReorder':
          void verb.run(() => clavis.app.openLink({ target: 'office' }));
          return;
        case 'diagnose':
          goToSection('diagnostics');
          return;
        case 'close':
          leaveUnblock();
          return;
        case 'none':
          return;
      }
    },
    [verb, onHere],
  );
}
