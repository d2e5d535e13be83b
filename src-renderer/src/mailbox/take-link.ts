import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';

/** Gives the link of a mail to main, as if its page had been opened and its button pressed. */
export function takeLink(mailId: string): Promise<Envelope<void>> {
  return clavis.mailbox.useLink({ mailId });
}
