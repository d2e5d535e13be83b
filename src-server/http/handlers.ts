import type { Deps } from '../deps.ts';
import type { MailFolder } from '../mail/mail-folder.ts';
import { auditHandlers } from './handlers/audit-handlers.ts';
import { changeHandlers } from './handlers/change-handlers.ts';
import { driverHandlers } from './handlers/driver-handlers.ts';
import { deskHandlers } from './handlers/desk-handlers.ts';
import { erasureHandlers } from './handlers/erasure-handlers.ts';
import { certificateHandlers } from './handlers/certificate-handlers.ts';
import { pkiHandlers } from './handlers/pki-handlers.ts';
import { officeHandlers } from './handlers/office-handlers.ts';
import { requestHandlers } from './handlers/request-handlers.ts';
import { accountsHandlers, ownAccountHandlers } from './handlers/accounts-handlers.ts';
import { serviceHandlers } from './handlers/service-handlers.ts';
import { unblockHandlers } from './handlers/unblock-handlers.ts';
import type { Handlers } from './route.ts';

/** Each route of the contract, and the use-case behind it; one file an area. */
export function makeHandlers(deps: Deps, folder: MailFolder): Handlers {
  return {
    ...serviceHandlers(deps, folder),
    ...auditHandlers(deps),
    ...unblockHandlers(deps),
    ...accountsHandlers(deps),
    ...ownAccountHandlers(deps),
    ...requestHandlers(deps),
    ...officeHandlers(deps),
    ...pkiHandlers(deps),
    ...certificateHandlers(deps),
    ...deskHandlers(deps),
    ...erasureHandlers(deps),
    ...changeHandlers(deps),
    ...driverHandlers(deps),
  };
}
