import type { AccountView } from '../../src-shared/domain/account-views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { ACCOUNT_VERBS } from '../../src-shared/ipc/account-verbs.ts';
import type { IpcHandlers } from '../ipc/handlers.ts';

type AccountHandlers = Pick<IpcHandlers, (typeof ACCOUNT_VERBS)[number]>;

const NOBODY: AccountView = { session: { kind: 'signedOut', because: 'never', email: null }, copy: null, home: [], revision: 0 };

/** What a person does with the account, verb by verb. */
export function accountHandlers(): AccountHandlers {
  const refuse = async (): Promise<never> => {
    throw new AppError('notAvailable');
  };
  const handlers = Object.fromEntries(ACCOUNT_VERBS.map((verb) => [verb, refuse])) as unknown as AccountHandlers;
  return { ...handlers, 'account.view': async () => NOBODY };
}
