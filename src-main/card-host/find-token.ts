import { AppError } from '../../src-shared/errors/app-error.ts';
import type { TokenSession } from '../card/applets/token-session.ts';
import type { KnownReader } from './known-reader.ts';
import type { ReaderBoard } from './reader-board.ts';
import { closeConnection, openLink, type LinkDeps, type TokenLink } from './token-link.ts';

export interface FoundToken<T> {
  readonly reader: KnownReader;
  /** Open; whoever takes the token closes it. */
  readonly link: TokenLink;
  readonly value: T;
}

export interface TokenSearch<T, R> {
  readonly serial: string;
  readonly mode: 'shared' | 'exclusive';
  /** A reader that is left out: this host holds its token. */
  readonly except: string | null;
  /** Asked of the token in the transaction that read its serial. Only asks: it may run again after another program's reset. */
  readonly question: (session: TokenSession) => Promise<T>;
  /** Takes what was found, still in the reader's queue: nothing else happens to the reader in between. */
  readonly take: (found: FoundToken<T>) => Promise<R>;
}

type Visit<R> =
  | { readonly kind: 'found'; readonly taken: R }
  | { readonly kind: 'other'; readonly serial: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Finds a token by the serial it tells itself, in whatever reader it is now. Readers that last showed this serial come first.
 * @throws AppError wrongToken when other tokens are there, noToken, readerBusy, tokenUnknown, or what `question` threw
 */
export async function findToken<T, R>(deps: LinkDeps & { readonly board: ReaderBoard }, wanted: TokenSearch<T, R>): Promise<R> {
  await deps.board.list();
  const likelihood = ({ readerId }: KnownReader): number => {
    const seen = deps.board.tokenIn(readerId)?.serial ?? null;
    return seen === wanted.serial ? 0 : seen === null ? 1 : 2;
  };
  const readers = deps.board
    .readers()
    .filter(({ status, readerId }) => status.present && readerId !== wanted.except)
    .toSorted((a, b) => likelihood(a) - likelihood(b));

  let other: string | null = null;
  const failures: unknown[] = [];
  for (const reader of readers) {
    const visit = await reader.queue.run(() => visitReader(deps, reader, wanted));
    if (visit.kind === 'found') return visit.taken;
    if (visit.kind === 'failed') {
      if (likelihood(reader) === 0) throw visit.error;
      failures.push(visit.error);
      continue;
    }
    other ??= visit.serial;
    // Exchanged too quickly for any list to see it: what is shown of this reader is another token.
    if (deps.board.tokenIn(reader.readerId)?.serial !== visit.serial) void deps.board.reread(reader.readerId);
  }
  throw notFound(wanted.serial, other, failures, deps.board);
}

async function visitReader<T, R>(deps: LinkDeps, reader: KnownReader, wanted: TokenSearch<T, R>): Promise<Visit<R>> {
  let recognised = false;
  let found: { readonly link: TokenLink; readonly answer: { readonly serial: string } | { readonly serial: string; readonly value: T } };
  try {
    const target = { service: reader.service, reader: reader.status.name, mode: wanted.mode };
    found = await openLink(deps, target, async ({ session }) => {
      await session.select();
      const serial = await serialOf(session);
      if (serial !== wanted.serial) return { serial };
      recognised = true;
      return { serial, value: await wanted.question(session) };
    });
  } catch (error) {
    // What the wanted token itself answered is the answer; another token's trouble is not.
    if (recognised) throw error;
    return { kind: 'failed', error };
  }
  const { link, answer } = found;
  if ('value' in answer) return { kind: 'found', taken: await wanted.take({ reader, link, value: answer.value }) };
  await closeConnection(link.connection, 'leave');
  return { kind: 'other', serial: answer.serial };
}

/** A token that has no serial can be no wanted one, and nobody could say so of it by the number on its print. */
async function serialOf(session: TokenSession): Promise<string> {
  try {
    return await session.readSerial();
  } catch (error) {
    if (error instanceof AppError && error.code === 'tokenCommandRefused') throw new AppError('tokenReadOnly', {}, error);
    throw error;
  }
}

/** One sentence for several readers: a busy one may hold the token, so it comes before "wrong token". */
function notFound(serial: string, other: string | null, failures: readonly unknown[], board: ReaderBoard): unknown {
  const busy = failures.find((error) => error instanceof AppError && error.code === 'readerBusy');
  if (busy !== undefined) return busy;
  if (other !== null) return new AppError('wrongToken', { expected: serial, found: other });
  if (failures.length > 0) return failures[0];
  switch (board.snapshot().service) {
    case 'noService':
      return new AppError('serviceAbsent');
    case 'noReader':
      return new AppError('noReader');
    case 'starting':
    case 'noToken':
    case 'ready':
      return new AppError('noToken');
  }
}
