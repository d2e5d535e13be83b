import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { SERVICE_ROUTES } from '../../../src-shared/http/service.ts';
import type { Deps } from '../../deps.ts';
import type { MailFolder } from '../../mail/mail-folder.ts';
import { makeReadiness } from '../readiness.ts';
import type { HandlersOf } from '../route.ts';

const MAILBOX_LIMIT = 100;

export function serviceHandlers(deps: Deps, folder: MailFolder): HandlersOf<typeof SERVICE_ROUTES> {
  const { config, clock, vault, phase } = deps;
  const askParts = makeReadiness(deps);
  return {
    health: async () => ({ status: 'ok', version: config.version, now: clock.now(), provider: config.provider, mailbox: config.embeddedToken !== null }),
    async ready() {
      const { database, vault: keys, outbox } = await askParts();
      if (database && keys && outbox && phase() === 'serving') return { status: 'ready', database: 'ok', vault: 'ok', outbox: 'ok' };
      const say = (ok: boolean): string => (ok ? 'ok' : 'failed');
      throw new AppError('authorityFailure', { database: say(database), vault: say(keys), outbox: say(outbox), stopping: phase() !== 'serving' });
    },
    jwks: async () => vault.publicJwks(),
    mailbox: async () => ({ mails: [...(await folder.list(MAILBOX_LIMIT))] }),
  };
}
