import type { PinCounter } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SecretBytes } from '../card/apdu/secret-bytes.ts';
import type { AdminVerbs, EntryAnswer } from '../card/applets/token-session.ts';
import { withTransaction } from '../card/reader-queue/with-transaction.ts';
import type { ApplyOutcome } from '../ports/card-host.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { requireSerial } from './require-serial.ts';
import type { TokenLink } from './token-link.ts';
import { becauseOf, isTokenTrouble } from './unknown-because.ts';

/** How far the act came. Moves on before the command leaves, so that no exception can make it look earlier than it was. */
type Stage = 'nothingSent' | 'cryptogramSent' | 'pinSent';

/**
 * The act, in one transaction: serial, authentication by the cryptogram, serial, RESET RETRY COUNTER, counter. Straight
 * through, without a loop: each of the two secrets leaves once at most. What became of the PIN is what the counter says, not
 * the status word of RESET RETRY COUNTER alone.
 * @throws AppError wrongToken, before any secret was sent; nothing after
 */
export async function unblockAct(
  link: TokenLink,
  input: { readonly serial: string; readonly admin: AdminVerbs; readonly cryptogram: SecretBytes; readonly pinBlock: SecretBytes },
  log: Log,
): Promise<ApplyOutcome> {
  const { session } = link;
  let stage: Stage = 'nothingSent';
  try {
    return await withTransaction(link.connection, async () => {
      await requireSerial(session, input.serial);
      stage = 'cryptogramSent';
      const verdict = await input.admin.authenticate(input.cryptogram);
      if (verdict === 'refused') return { kind: 'adminRefused' };
      if (verdict === 'challengeVoid') return { kind: 'notDone', because: 'tokenReset' };

      await requireSerial(session, input.serial);
      stage = 'pinSent';
      const reset = await input.admin.resetPin(input.pinBlock);
      return judge(reset, await session.readCounter());
    });
  } catch (error) {
    return outcomeOf(error, stage, log);
  }
}

function judge(reset: EntryAnswer, counter: PinCounter): ApplyOutcome {
  const { triesLeft, triesMax } = counter;
  const sw = refusalOf(reset);
  if (sw !== null && triesLeft === 0) return { kind: 'pinRefused', sw };
  const full = triesLeft !== null && triesLeft > 0 && (triesMax === null || triesLeft === triesMax);
  if (sw === null && full) return { kind: 'done', counter };
  return { kind: 'unknown', because: 'tokenMalformedAnswer' };
}

/** The status word of a refusal (ISO 7816-4, 7.5.10), null for 9000. */
function refusalOf(reset: EntryAnswer): string | null {
  switch (reset.kind) {
    case 'ok':
      return null;
    case 'wrong':
      return reset.triesLeft === null ? '6300' : `63C${reset.triesLeft.toString(16).toUpperCase()}`;
    case 'blocked':
      return '6983';
    case 'refused':
      return reset.sw;
  }
}

function outcomeOf(error: unknown, stage: Stage, log: Log): ApplyOutcome {
  if (stage === 'nothingSent' && !isTokenTrouble(error)) throw error;
  if (!(error instanceof AppError)) log.event('card.bug', { where: bugOf(error) });
  const because = becauseOf(error);
  return stage === 'pinSent' ? { kind: 'unknown', because } : { kind: 'notDone', because };
}
