import type { Language } from '../../src-shared/domain/views.ts';
import type { Deps } from '../deps.ts';
import type { MailContext } from '../mail/mail-texts.ts';

export function mailContext(deps: Pick<Deps, 'config'>, language: Language): MailContext {
  return { language, provider: deps.config.provider, timeZone: deps.config.timeZone };
}
