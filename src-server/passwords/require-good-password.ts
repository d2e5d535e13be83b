import { AppError } from '../../src-shared/errors/app-error.ts';
import { passwordFault } from '../../src-shared/password/password-policy.ts';
import type { Deps } from '../deps.ts';
import { isCommonPassword } from './common-passwords.ts';

/**
 * A new password, typed twice.
 * @param personal names and mail address of whose it is to be.
 * @throws AppError passwordsDiffer | passwordRefused {rule}
 */
export function requireGoodPassword(
  { config }: Pick<Deps, 'config'>,
  typed: { readonly password: string; readonly passwordAgain: string },
  personal: readonly string[],
): void {
  const rule = passwordFault(typed.password, { personal: [...personal, config.provider.name], isCommon: isCommonPassword });
  if (rule !== null) throw new AppError('passwordRefused', { rule });
  if (typed.password !== typed.passwordAgain) throw new AppError('passwordsDiffer');
}
