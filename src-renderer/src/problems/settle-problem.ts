import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import type { Verb } from '../store/use-verb.ts';

/** What the button of a problem does where the screen itself offers to try again: the office is opened, the problem put away. */
export function settleProblem(action: ErrorAction, verb: Pick<Verb, 'clear'>): void {
  verb.clear();
  if (action === 'contactOffice') void clavis.app.openLink({ target: 'office' });
}
