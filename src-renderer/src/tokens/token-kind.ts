import type { TokenView } from '../../../src-shared/domain/views.ts';

/** A token that this program reads and never sends a code to. */
export function isReadOnly({ abilities, pinFormat, state }: TokenView): boolean {
  const acts = abilities.verifyPin || abilities.changePin || abilities.unblockByPuk || abilities.unblockByAuthority;
  return state === 'ready' && (pinFormat === null || !acts);
}
