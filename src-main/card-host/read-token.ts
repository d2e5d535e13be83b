import type { CertificateView, PinCounter, TokenAbilities, TokenState, TokenView } from '../../src-shared/domain/views.ts';
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { TokenSession } from '../card/applets/token-session.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { closeConnection, openLink, type LinkDeps } from './token-link.ts';
import type { KnownReader } from './known-reader.ts';

export const NO_COUNTER: PinCounter = { triesLeft: null, triesMax: null };

const NO_ABILITIES: TokenAbilities = { verifyPin: false, changePin: false, unblockByPuk: false, unblockByAuthority: false, sign: false };

/** A token of which nothing is known but its reader. */
export function bareToken(reader: KnownReader, state: TokenState, problem: TokenView['problem'] = null): TokenView {
  return {
    readerId: reader.readerId,
    readerName: reader.status.name,
    virtual: reader.status.virtual,
    state,
    problem,
    serial: null,
    model: null,
    profile: null,
    holder: null,
    pin: NO_COUNTER,
    pinFormat: null,
    puk: null,
    pukFormat: null,
    abilities: NO_ABILITIES,
    blocked: false,
    certificates: [],
  };
}

/**
 * Reads all that is shown of a token, over a connection of its own. Never throws: what went wrong is the token's state.
 * @param known a view read before; if it is the same token its certificates are taken from there
 */
export async function readToken(
  deps: LinkDeps & { readonly log: Log },
  reader: KnownReader,
  known: TokenView | null,
): Promise<TokenView> {
  try {
    const target = { service: reader.service, reader: reader.status.name, mode: 'shared' } as const;
    const { link, answer } = await openLink(deps, target, ({ session }) => readFacts(session, known, deps.log));
    await closeConnection(link.connection, 'leave');
    return { ...bareToken(reader, 'ready'), ...verbsOf(link.session, answer.serial), ...answer, model: link.model };
  } catch (error) {
    if (!(error instanceof AppError)) deps.log.event('card.bug', { where: bugOf(error) });
    const problem = toProblem(error);
    deps.log.event('card.token.unread', { code: problem.code });
    return bareToken(reader, STATE_OF[problem.code] ?? 'unreadable', problem);
  }
}

const STATE_OF: Partial<Record<AppError['code'], TokenState>> = { readerBusy: 'busy', tokenUnknown: 'unknownCard' };

/** Certificates last: what comes before them stands at the place that `select` goes to. */
async function readFacts(session: TokenSession, known: TokenView | null, log: Log) {
  await session.select();
  const serial = await unlessRefused(session.readSerial());
  const pin = (await unlessRefused(session.readCounter())) ?? NO_COUNTER;
  const verbs = serial === null || session.pin === null ? null : session.puk;
  const puk = verbs === null ? null : ((await unlessRefused(verbs.readCounter())) ?? NO_COUNTER);
  const isKnown = known !== null && serial !== null && known.serial === serial;
  const certificates = isKnown ? known.certificates : await readCertificates(session, log);
  return { serial, pin, puk, blocked: pin.triesLeft === 0, certificates, holder: holderOf(certificates) };
}

/** Null where the card says clearly that it has no such thing, or does not tell. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'tokenCommandRefused') return null;
    throw error;
  }
}

/** What may be done with a token. Without a serial nobody could tell it from another: it is read and no more. */
function verbsOf(session: TokenSession, serial: string | null): Pick<TokenView, 'profile' | 'pinFormat' | 'pukFormat' | 'abilities'> {
  const pin = serial === null ? null : session.pin;
  const puk = pin === null ? null : session.puk;
  return {
    profile: session.profile,
    pinFormat: pin?.format ?? null,
    pukFormat: puk?.format ?? null,
    abilities: {
      verifyPin: pin !== null,
      changePin: pin !== null,
      unblockByPuk: puk !== null,
      unblockByAuthority: pin !== null && session.admin !== null,
      sign: pin !== null && session.signing !== null,
    },
  };
}

/** Certificates are for show: a token without readable ones can still be unblocked. A token that is gone cannot. */
async function readCertificates(session: TokenSession, log: Log): Promise<readonly CertificateView[]> {
  try {
    return await session.readCertificates();
  } catch (error) {
    const tolerable = error instanceof AppError && (error.code === 'tokenCommandRefused' || error.code === 'tokenMalformedAnswer');
    if (!tolerable) throw error;
    log.event('card.certificates.unread', { code: error.code });
    return [];
  }
}

/** Whose token it is: the name in the certificate that signs, else in any. */
function holderOf(certificates: readonly CertificateView[]): string | null {
  return (certificates.find(({ use }) => use === 'signature') ?? certificates[0])?.subject ?? null;
}
