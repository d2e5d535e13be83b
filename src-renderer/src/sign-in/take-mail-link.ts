import type { Envelope, IpcVerbs } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';
import { goToSignIn } from '../store/sign-in-place.ts';

/** Gives the link of an account's mail to main, and goes to the page that follows. @param text null: the one that main was handed over */
export async function takeMailLink(text: string | null): Promise<Envelope<IpcVerbs['account.useMailLink']['output']>> {
  const reply = await clavis.account.useMailLink({ text });
  if (reply.ok) goToSignIn(reply.value.kind === 'confirmed' ? { page: 'confirmed', email: reply.value.email } : { page: 'newPassword' });
  return reply;
}
