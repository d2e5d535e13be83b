import type { PinCounter } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SecretBytes } from '../card/apdu/secret-bytes.ts';
import type { TokenSession } from '../card/applets/token-session.ts';
import { withTransaction } from '../card/reader-queue/with-transaction.ts';
import type { ApplyOutcome } from '../ports/card-host.ts';
import { bugOf, type Log } from '../ports/log.ts';
import type { TokenLink } from './token-link.ts';

/** How far the act came. Moves on before the command leaves, so that no exception can make it look earlier than it was. */
type Stage = 'nothingSent' | 'cryptogramSent' | 'pinSent';

/**
 * The act, in one transaction: serial, EXTERNAL AUTHENTICATE, serial, RESET RETRY COUNTER, counter. Straight through, without
 * a loop: each of the two secrets leaves once at most. What became of the PIN is what the counter says, not the status word
 * of RESET RETRY COUNTER alone.
 * @throws AppError wrongToken, before any secret was sent; nothing after
 */
export async function unblockAct(
  link: TokenLink,
  input: { readonly serial: string; readonly cryptogram: SecretBytes; readonly pinBlock: SecretBytes },
  log: Log,
): Promise<ApplyOutcome> {
  const { session } = link;
  let stage: Stage = 'nothingSent';
  try {
    return await withTransaction(link.connection, async () => {
      await requireSerial(session, input.serial);
      stage = 'cryptogramSent';
      const verdict = await session.authenticate(input.cryptogram);
      if (verdict === 'refused') return { kind: 'adminRefused' };
      if (verdict === 'challengeVoid') return { kind: 'notDone', because: 'tokenReset' };

      await requireSerial(session, input.serial);
      stage = 'pinSent';
      const reset = await session.resetPin(input.pinBlock);
      return judge(reset, await session.readCounter());
    });
  } catch (error) {
    return outcomeOf(error, stage, log);
  }
}

/** The card that the secret is for, asked in the same transaction right before it leaves. */
async function requireSerial(session: TokenSession, expected: string): Promise<void> {
  const found = await session.readSerial();
  if (found !== expected) throw new AppError('wrongToken', { expected, found });
}

function judge(reset: Awaited<ReturnType<TokenSession['resetPin']>>, counter: PinCounter): ApplyOutcome {
  const { triesLeft, triesMax } = counter;
  if (reset.kind === 'refused' && triesLeft === 0) return { kind: 'pinRefused', sw: reset.sw };
  const full = triesLeft !== null && triesLeft > 0 && (triesMax === null || triesLeft === triesMax);
  if (reset.kind === 'ok' && full) return { kind: 'done', counter };
  return { kind: 'unknown', because: 'tokenMalformedAnswer' };
}

function outcomeOf(error: unknown, stage: Stage, log: Log): ApplyOutcome {
  if (stage === 'nothingSent' && !(error instanceof AppError && isBecause(error))) throw error;
  if (!(error instanceof AppError)) log.event('card.bug', { where: bugOf(error) });
  const because = becauseOf(error);
  return stage === 'pinSent' ? { kind: 'unknown', because } : { kind: 'notDone', because };
}

type Because = (ApplyOutcome & { readonly kind: 'unknown' })['because'];

/** How an error of the card layer reads as the reason of an outcome; the rest is an answer that cannot be made sense of. */
const BECAUSE: Partial<Record<AppError['code'], Because>> = {
  tokenRemoved: 'tokenRemoved',
  tokenReset: 'tokenReset',
  readerRemoved: 'readerRemoved',
  noReader: 'readerRemoved',
  serviceAbsent: 'serviceStopped',
  serviceStopped: 'serviceStopped',
  tokenMalformedAnswer: 'tokenMalformedAnswer',
  tokenUnreadable: 'tokenMalformedAnswer',
  tokenCommandRefused: 'tokenMalformedAnswer',
};

const isBecause = (error: AppError): boolean => Object.hasOwn(BECAUSE, error.code);

const becauseOf = (error: unknown): Because =>
  (error instanceof AppError ? BECAUSE[error.code] : undefined) ?? 'tokenMalformedAnswer';
