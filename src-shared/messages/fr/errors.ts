import type { ErrorCode } from '../../errors/error-table.ts';
import type { ErrorWords } from '../words-of.ts';
import { accountErrors } from './errors-account.ts';
import { cardErrors } from './errors-card.ts';
import { certificateErrors } from './errors-certificates.ts';
import { deskErrors } from './errors-desk.ts';
import { localErrors } from './errors-local.ts';
import { requestErrors } from './errors-requests.ts';
import { systemErrors } from './errors-system.ts';
import { unblockErrors } from './errors-unblock.ts';

/** Every code of the error table has its words; the compiler refuses a missing one. */
export const errors: Readonly<Record<ErrorCode, ErrorWords>> = { ...cardErrors, ...unblockErrors, ...systemErrors, ...accountErrors, ...certificateErrors, ...requestErrors, ...deskErrors, ...localErrors };
