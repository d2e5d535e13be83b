import type { PinOutcome } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { SecretBytes } from '../card/apdu/secret-bytes.ts';
import type { EntryAnswer, PinVerbs, PukVerbs, TokenSession } from '../card/applets/token-session.ts';
import { withTransaction } from '../card/reader-queue/with-transaction.ts';
import type { PinEntryInput, SignOutcome } from '../ports/card-host.ts';
import { bugOf, type Log } from '../ports/log.ts';
import type { Exchange, Progress } from './exchange.ts';
import { judgeEntry } from './judge-entry.ts';
import { requireGoodEntry, requireSeenCounter, type EntrySecrets } from './entry-rules.ts';
import { requireSerial } from './require-serial.ts';
import { signExchange } from './sign-exchange.ts';
import type { TokenLink } from './token-link.ts';
import { becauseOf } from './unknown-because.ts';

/** What an entry comes to, by its verb. */
export type EntryOutcome = PinOutcome | SignOutcome;

/**
 * One confirmed entry, in one transaction: selection, serial, counter against what the person saw, serial, the command once,
 * counter. Straight through, without a loop. Once a secret may have left there is an outcome, whatever happens; the transaction
 * then ends with a reset, so that nobody finds a verified PIN.
 * @param secrets are not kept and not overwritten here; the blocks made of them are
 * @returns `secretLeft`: the connection must be closed with a reset
 * @throws AppError before anything that may spend a try was sent, and nothing after
 */
export async function pinEntry(
  link: TokenLink,
  seen: PinEntryInput,
  secrets: EntrySecrets,
  log: Log,
): Promise<{ readonly outcome: EntryOutcome | AppError; readonly secretLeft: boolean }> {
  const { session } = link;
  const progress: Progress = { before: { triesLeft: null, triesMax: null }, sending: false };
  const blocks: SecretBytes[] = [];
  try {
    requireGoodEntry(secrets, { pin: session.pin?.format ?? null, puk: session.puk?.format ?? null });
    const exchange = exchangeOf(session, seen, secrets, blocks);
    const outcome = await withTransaction(link.connection, () => exchange(progress), () => (progress.sending ? 'reset' : 'leave'));
    return { outcome, secretLeft: progress.sending };
  } catch (error) {
    if (!(error instanceof AppError)) log.event('card.bug', { where: bugOf(error) });
    if (progress.sending) {
      return { outcome: { kind: 'unknown', because: becauseOf(error), before: progress.before }, secretLeft: true };
    }
    if (error instanceof AppError) return { outcome: error, secretLeft: false };
    throw error;
  } finally {
    for (const block of blocks) block.overwrite();
  }
}

/** Makes the blocks, which may fail, before the transaction begins. Whatever is put into `blocks` is overwritten by the caller. */
function exchangeOf(session: TokenSession, seen: PinEntryInput, secrets: EntrySecrets, blocks: SecretBytes[]): Exchange<EntryOutcome> {
  const { pin, puk } = session;
  if (pin === null) throw new AppError('tokenReadOnly');
  const block = (verbs: Pick<PinVerbs, 'pad'>, entry: Uint8Array): SecretBytes => {
    const plain = new SecretBytes(entry);
    blocks.push(plain);
    const padded = verbs.pad(plain);
    blocks.push(padded);
    return padded;
  };
  switch (secrets.verb) {
    case 'verify': {
      const entry = block(pin, secrets.pin);
      return pinExchange(session, seen, () => pin.verify(entry));
    }
    case 'change': {
      const current = block(pin, secrets.current);
      const next = block(pin, secrets.next);
      return pinExchange(session, seen, () => pin.change(current, next));
    }
    case 'unblockByPuk': {
      if (puk === null) throw new AppError('tokenReadOnly');
      return pukExchange(session, puk, seen, { puk: block(puk, secrets.puk), next: block(pin, secrets.next) });
    }
    case 'sign':
      return signExchange(session, seen, block(pin, secrets.pin), secrets);
  }
}

/** VERIFY or CHANGE REFERENCE DATA: `send` sends one command. */
function pinExchange(session: TokenSession, seen: PinEntryInput, send: () => Promise<EntryAnswer>): Exchange<PinOutcome> {
  return async (progress) => {
    await session.select();
    await requireSerial(session, seen.serial);
    progress.before = await session.readCounter();
    requireSeenCounter(progress.before, seen, 'pin');
    await requireSerial(session, seen.serial);
    progress.sending = true;
    const answer = await send();
    return judgeEntry(answer, progress.before, await session.readCounter());
  };
}

/** The PUK by a VERIFY of its own or within RESET RETRY COUNTER, as the token takes it; the serial before each of the two. */
function pukExchange(
  session: TokenSession,
  puk: PukVerbs,
  seen: PinEntryInput,
  blocks: { readonly puk: SecretBytes; readonly next: SecretBytes },
): Exchange<PinOutcome> {
  return async (progress) => {
    await session.select();
    await requireSerial(session, seen.serial);
    progress.before = await puk.readCounter();
    requireSeenCounter(progress.before, seen, 'puk');
    await requireSerial(session, seen.serial);
    progress.sending = true;
    if (puk.presented === 'before') {
      const verified = await puk.verify(blocks.puk);
      if (verified.kind !== 'ok') return judgeEntry(verified, progress.before, await puk.readCounter());
      await requireSerial(session, seen.serial);
    }
    const answer = await (puk.presented === 'before' ? puk.reset(blocks.next) : puk.reset(blocks.puk, blocks.next));
    if (answer.kind === 'ok') {
      // The PIN's counter was reset; what it was before says nothing of what it must be now.
      const outcome = judgeEntry(answer, { triesLeft: null, triesMax: null }, await session.readCounter());
      return outcome.kind === 'unknown' ? { ...outcome, before: progress.before } : outcome;
    }
    const counter = await puk.readCounter();
    // A PUK that was right a moment ago is not wrong now: the card contradicts itself.
    if (puk.presented === 'before' && answer.kind !== 'refused') {
      return { kind: 'unknown', because: 'tokenMalformedAnswer', before: progress.before };
    }
    return judgeEntry(answer, progress.before, counter);
  };
}
