import type { SERVICE_ROUTES } from '../../../src-shared/http/service.ts';
import type { Deps } from '../../deps.ts';
import type { MailFolder } from '../../mail/mail-folder.ts';
import type { HandlersOf } from '../route.ts';

const MAILBOX_LIMIT = 100;

export function serviceHandlers({ config, clock, vault }: Deps, folder: MailFolder): HandlersOf<typeof SERVICE_ROUTES> {
  return {
    health: async () => ({ status: 'ok', version: config.version, now: clock.now(), provider: config.provider, mailbox: config.embeddedToken !== null }),
    jwks: async () => vault.publicJwks(),
    mailbox: async () => ({ mails: [...(await folder.list(MAILBOX_LIMIT))] }),
  };
}
