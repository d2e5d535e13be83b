import type { Deps } from '../deps.ts';
import type { MailFolder } from '../mail/mail-folder.ts';
import { serviceHandlers } from './handlers/service-handlers.ts';
import { unblockHandlers } from './handlers/unblock-handlers.ts';
import type { Handlers } from './route.ts';

/** Each route of the contract, and the use-case behind it; one file an area. */
export function makeHandlers(deps: Deps, folder: MailFolder): Handlers {
  return {
    ...serviceHandlers(deps, folder),
    ...unblockHandlers(deps),
  };
}
