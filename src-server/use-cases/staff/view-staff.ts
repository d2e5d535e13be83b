import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { StaffReply } from '../../../src-shared/http/staff.ts';
import type { Account } from '../../repositories/accounts.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findStaff } from '../../repositories/staff.ts';

export function viewStaff(account: Account): StaffReply {
  return {
    accountId: account.id,
    firstName: account.first_name,
    lastName: account.last_name,
    email: account.email,
    role: account.role,
    officeId: account.office_id,
    state: account.disabled_at !== null ? 'disabled' : account.confirmed_at === null ? 'invited' : 'active',
    createdAt: account.created_at,
  };
}

/** @throws AppError notFound, also for an account that is no staff's */
export async function getStaff(db: Queryable, accountId: string): Promise<Account> {
  const account = await findStaff(db, accountId);
  if (account === null) throw new AppError('notFound');
  return account;
}
