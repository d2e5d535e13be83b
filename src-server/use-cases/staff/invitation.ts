import type { Role } from '../../../src-shared/domain/roles.ts';
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../domain/digest.ts';
import { sealMail, queueMail, type SealedMail } from '../../mail/queue-mail.ts';
import { invitationMail } from '../../mail/texts/staff-mails.ts';
import { storeAccountToken } from '../../repositories/account-tokens.ts';
import type { Account } from '../../repositories/accounts.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { mailContext } from '../mail-context.ts';

/** Longer than a link that a person asked for just now: nobody waits for this one. */
export const INVITATION_MS = 3 * 24 * 60 * 60_000;

export interface Invitation {
  readonly tokenHash: string;
  readonly expiresAt: number;
  /** Null: whoever invites hands the link over. */
  readonly mail: SealedMail | null;
}

type Person = Pick<Account, 'first_name' | 'last_name' | 'email' | 'language'>;

/** A link to set a password, and its mail. The link holds 256 random bits in its fragment; their hash alone is stored. */
export async function prepareInvitation(deps: Pick<Deps, 'random' | 'vault' | 'config' | 'clock' | 'publicUrl'>, person: Person, role: Role): Promise<Invitation & { readonly url: string }> {
  const token = Buffer.from(deps.random.bytes(32)).toString('base64url');
  const expiresAt = deps.clock.now() + INVITATION_MS;
  const url = `${deps.publicUrl()}/password#${token}`;
  const to = { name: `${person.first_name} ${person.last_name}`, address: person.email };
  const mail = await sealMail(deps, invitationMail(to, mailContext(deps, person.language), role, { url, expiresAt }), expiresAt);
  return { tokenHash: sha256Hex(token), expiresAt, mail, url };
}

/** The one link of this account from now on. */
export async function storeInvitation(deps: Pick<Deps, 'random' | 'failpoint'>, trx: Trx, account: Pick<Account, 'id' | 'email'>, invitation: Invitation, now: number): Promise<void> {
  await storeAccountToken(trx, {
    id: deps.random.uuid(),
    account_id: account.id,
    purpose: 'invitation',
    token_hash: invitation.tokenHash,
    email: account.email,
    created_at: now,
    expires_at: invitation.expiresAt,
  });
  deps.failpoint('staff.linked');
  if (invitation.mail !== null) await queueMail(trx, invitation.mail, now);
}
