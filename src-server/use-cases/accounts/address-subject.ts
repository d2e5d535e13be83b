import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';

/** Whom a limit counts for a mail address: a MAC of it, so that the table of limits is no list of addresses. */
export async function addressSubject({ vault }: Pick<Deps, 'vault'>, email: string): Promise<string> {
  return Buffer.from(await vault.mac('rate-limit', Buffer.from(emailKey(email), 'utf8'))).toString('hex');
}
