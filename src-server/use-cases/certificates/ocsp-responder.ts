import { AppError } from '../../../src-shared/errors/app-error.ts';
import { answerOcsp, asksAbout, type OcspReply } from '../../ca/answer-ocsp.ts';
import type { CertificateStatus } from '../../ca/build-ocsp-response.ts';
import { ocspRefusal } from '../../ca/build-ocsp-response.ts';
import type { CaCertificate } from '../../ca/read-certificate.ts';
import { findResponder, listIssuing } from '../../repositories/authorities.ts';
import { listStatuses } from '../../repositories/issued-certificates.ts';
import { certificateOf, getResponder, type AuthorityKey, type PkiDeps } from './authority-keys.ts';
import { makeAuthorityCertificate, storeAuthority } from './init-authority.ts';
import { saysTheSame, type KeptAnswers } from './kept-answers.ts';

/**
 * Answers an OCSP request from what the database says now, signed anew where what was signed before says something else. Where the vault is
 * away: tryLater; where there is no authority: unauthorized, for it knows of no certificate. Certificates of two of our authorities in one request:
 * unauthorized too. The one signature of an answer is by a responder that one of them certified, and for the other's whoever asked has to reject it
 * (RFC 6960, 4.2.2.2); to call those unknown would be wrong, to leave them out is no answer (2.2).
 */
export async function tellStatus(deps: PkiDeps, answers: KeptAnswers, request: Uint8Array): Promise<OcspReply> {
  try {
    const kept = answers.find(request, deps.clock.now());
    if (kept !== null && saysTheSame(kept.told, await listStatuses(deps.db, [...kept.told.keys()]))) return kept.reply;
    const asked = await issuerAskedOf(deps, request);
    if (asked === null) return { der: ocspRefusal('unauthorized'), fresh: null };
    const { number, issuer } = asked;
    const { certificate, signer } = await currentResponder(deps, number);
    let told: ReadonlyMap<string, CertificateStatus> = new Map();
    const statuses = async (serials: readonly string[]): Promise<ReadonlyMap<string, CertificateStatus>> => {
      const found = await listStatuses(deps.db, serials, number);
      if (found.size === serials.length) told = found;
      return found;
    };
    const reply = await answerOcsp(request, { issuer, certificate, signer, statuses }, deps.clock.now());
    answers.keep(request, { reply, told });
    return reply;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    // Nothing went wrong: that is the answer, to anybody who asks.
    if (cause.code === 'authorityNotMade') return { der: ocspRefusal('unauthorized'), fresh: null };
    deps.log.warn({ code: cause.code }, 'OCSP not answered');
    return { der: ocspRefusal('tryLater'), fresh: null };
  }
}

/** Null: more than one. Where the request is about none of ours, the newest says so. @throws AppError authorityNotMade */
async function issuerAskedOf({ db }: PkiDeps, request: Uint8Array): Promise<{ readonly number: number; readonly issuer: CaCertificate } | null> {
  const authorities = (await listIssuing(db)).map((row) => ({ number: row.number, issuer: certificateOf(row) }));
  const newest = authorities.at(-1);
  if (newest === undefined) throw new AppError('authorityNotMade');
  if (authorities.length === 1) return newest;
  const asked = authorities.filter(({ issuer }) => asksAbout(request, issuer));
  return asked.length > 1 ? null : (asked[0] ?? newest);
}

/** The responder, certified anew once half of its time is over. Where that fails the one there is goes on to its end. */
async function currentResponder(deps: PkiDeps, issuerNumber: number): Promise<AuthorityKey> {
  const current = await getResponder(deps, issuerNumber);
  const now = deps.clock.now();
  if (!isDue(current.certificate, now)) return current;
  try {
    const number = (await findResponder(deps.db, issuerNumber))?.number ?? null;
    const place = { kind: 'ocsp-responder', number: issuerNumber } as const;
    await storeAuthority(deps, place, await makeAuthorityCertificate(deps, place), number);
  } catch (cause) {
    if (!(cause instanceof AppError) || current.certificate.notAfter <= now) throw cause;
    deps.log.warn({ code: cause.code }, 'OCSP responder not certified anew');
  }
  return getResponder(deps, issuerNumber);
}

function isDue({ notBefore, notAfter }: CaCertificate, now: number): boolean {
  return now >= (notBefore + notAfter) / 2;
}
