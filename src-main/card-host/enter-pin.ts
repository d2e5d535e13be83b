import { AppError } from '../../src-shared/errors/app-error.ts';
import type { PinEntryInput } from '../ports/card-host.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { requireGoodEntry, type EntrySecrets } from './entry-rules.ts';
import { findToken, type FoundToken } from './find-token.ts';
import { pinEntry, type EntryOutcome } from './pin-entry.ts';
import type { ReaderBoard } from './reader-board.ts';
import { closeConnection, type LinkDeps } from './token-link.ts';

interface EntryDeps extends LinkDeps {
  readonly board: ReaderBoard;
  readonly log: Log;
}

/**
 * Carries out one confirmed entry on the token with this serial, wherever it is now. What was read of the token before is enough to
 * refuse a bad entry without opening a reader; the token itself is asked again.
 * @throws AppError before anything that may spend a try was sent; see the port
 */
export async function enterPin(deps: EntryDeps, seen: PinEntryInput, secrets: EntrySecrets): Promise<EntryOutcome> {
  const { board, log } = deps;
  const shown = board.snapshot().tokens.find(({ serial }) => serial === seen.serial);
  if (shown !== undefined) requireGoodEntry(secrets, { pin: shown.pinFormat, puk: shown.pukFormat });
  const outcome = await findToken(deps, {
    serial: seen.serial,
    mode: 'shared',
    except: null,
    question: async () => undefined,
    take: (found) => enterOnce(deps, found, seen, secrets),
  });
  if (outcome instanceof AppError) throw outcome;
  log.event('card.entry', { verb: secrets.verb, outcome: outcome.kind });
  return outcome;
}

async function enterOnce(
  { board, log }: EntryDeps,
  { reader, link }: FoundToken<undefined>,
  seen: PinEntryInput,
  secrets: EntrySecrets,
): Promise<EntryOutcome | AppError> {
  let secretLeft = false;
  try {
    const end = await pinEntry(link, seen, secrets, log);
    secretLeft = end.secretLeft;
    return end.outcome;
  } finally {
    // Whatever closing comes to, the outcome stands.
    await closeConnection(link.connection, secretLeft ? 'reset' : 'leave').catch((error: unknown) =>
      log.event('card.bug', { where: bugOf(error) }),
    );
    void board.reread(reader.readerId, 'counter');
  }
}
