import { AppError } from '../../src-shared/errors/app-error.ts';
import type { TokenSession } from '../card/applets/token-session.ts';

/**
 * The card that a secret is for, asked in the same transaction right before the secret leaves.
 * @throws AppError wrongToken, and what reading throws
 */
export async function requireSerial(session: TokenSession, expected: string): Promise<void> {
  const found = await session.readSerial();
  if (found !== expected) throw new AppError('wrongToken', { expected, found });
}
