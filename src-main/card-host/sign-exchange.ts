import { createHash, verify, X509Certificate } from 'node:crypto';
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { SecretBytes } from '../card/apdu/secret-bytes.ts';
import type { SigningKey, TokenSession } from '../card/applets/token-session.ts';
import type { PinEntryInput, SignOutcome } from '../ports/card-host.ts';
import { requireSeenCounter, type SigningOrder } from './entry-rules.ts';
import { judgeEntry } from './judge-entry.ts';
import type { Exchange } from './exchange.ts';
import { requireSerial } from './require-serial.ts';

/**
 * VERIFY, and the signature that it is for. The key is looked for first: a certificate that is not on this token costs no try.
 * The token signs nothing else between its VERIFY and its reset.
 * @throws AppError tokenReadOnly | signingNotSupported, before the transaction begins
 */
export function signExchange(session: TokenSession, seen: PinEntryInput, entry: SecretBytes, order: SigningOrder): Exchange<SignOutcome> {
  const { pin, signing } = session;
  if (pin === null) throw new AppError('tokenReadOnly');
  if (signing === null) throw new AppError('signingNotSupported');
  return async (progress) => {
    await session.select();
    await requireSerial(session, seen.serial);
    progress.before = await session.readCounter();
    requireSeenCounter(progress.before, seen, 'pin');
    const key = await signing.findKey(order.certificateSha256);
    if (key === null) throw new AppError('keyNotFound');
    await session.select();
    await requireSerial(session, seen.serial);
    progress.sending = true;
    const answer = await pin.verify(entry);
    const outcome = judgeEntry(answer, progress.before, await session.readCounter());
    if (outcome.kind !== 'ok') return outcome;
    try {
      const signature = await signing.sign(key, createHash('sha256').update(order.message).digest());
      requireOwnSignature(key, order.message, signature);
      return { kind: 'signed', signature, certificate: key.certificate, counter: outcome.counter };
    } catch (error) {
      // The PIN was right and the counter said so: whatever went wrong with the key is no outcome of the PIN.
      return { kind: 'notSigned', problem: toProblem(error), counter: outcome.counter };
    }
  };
}

/** @throws AppError signatureWrong when the key is not the certificate's, or the token signed something else */
function requireOwnSignature({ certificate }: SigningKey, message: Uint8Array, signature: Uint8Array): void {
  const { publicKey } = new X509Certificate(certificate);
  if (publicKey.asymmetricKeyType !== 'rsa' || !verify('sha256', message, publicKey, signature)) throw new AppError('signatureWrong');
}
