import { useCallback } from 'react';
import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { closePinTask, goToSection, openEntry } from '../store/navigate.ts';
import type { PinTaskState } from './use-pin-task.ts';

/** What the button of a problem does on the page of a PIN. "Again" never means that a code is sent again: it means the form. */
export function useTaskProblemAction(state: PinTaskState, onAgain: () => void): (action: ErrorAction) => void {
  return useCallback(
    (action) => {
      switch (action) {
        case 'requestLink':
        case 'pasteLink':
          openEntry(state.token?.readerId ?? null, action === 'pasteLink' ? 'paste' : 'request');
          return;
        case 'contactOffice':
        case 'revokeOrReorder':
          void clavis.app.openLink({ target: 'office' });
          return;
        case 'diagnose':
          goToSection('diagnostics');
          return;
        case 'close':
          closePinTask();
          return;
        case 'retry':
        case 'resume':
          state.reread();
          state.again();
          onAgain();
          return;
        case 'choosePin':
        case 'correctAnswers':
        case 'none':
          state.again();
          onAgain();
          return;
      }
    },
    [state, onAgain],
  );
}
