import { AppError } from '../../../src-shared/errors/app-error.ts';
import { answerOcsp, type OcspReply } from '../../ca/answer-ocsp.ts';
import type { CertificateStatus } from '../../ca/build-ocsp-response.ts';
import { ocspRefusal } from '../../ca/build-ocsp-response.ts';
import type { CaCertificate } from '../../ca/read-certificate.ts';
import { findAuthority } from '../../repositories/authorities.ts';
import { listStatuses } from '../../repositories/issued-certificates.ts';
import { getAuthorityKey, getCaCertificate, type AuthorityKey, type PkiDeps } from './authority-keys.ts';
import { makeAuthorityCertificate, storeAuthority } from './init-authority.ts';
import { saysTheSame, type KeptAnswers } from './kept-answers.ts';

/**
 * Answers an OCSP request from what the database says now, signed anew where what was signed before says something else. Where the vault is
 * away: tryLater; where there is no authority: unauthorized, for it knows of no certificate.
 */
export async function tellStatus(deps: PkiDeps, answers: KeptAnswers, request: Uint8Array): Promise<OcspReply> {
  try {
    const kept = answers.find(request, deps.clock.now());
    if (kept !== null && saysTheSame(kept.told, await listStatuses(deps.db, [...kept.told.keys()]))) return kept.reply;
    const issuer = await getCaCertificate(deps.db, 'issuing-ca');
    const { certificate, signer } = await currentResponder(deps);
    let told: ReadonlyMap<string, CertificateStatus> = new Map();
    const statuses = async (serials: readonly string[]): Promise<ReadonlyMap<string, CertificateStatus>> => {
      const found = await listStatuses(deps.db, serials);
      if (found.size === serials.length) told = found;
      return found;
    };
    const reply = await answerOcsp(request, { issuer, certificate, signer, statuses }, deps.clock.now());
    answers.keep(request, { reply, told });
    return reply;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    deps.log.warn({ code: cause.code }, 'OCSP not answered');
    return { der: ocspRefusal(cause.code === 'authorityNotMade' ? 'unauthorized' : 'tryLater'), fresh: null };
  }
}

/** The responder, certified anew once half of its time is over. Where that fails the one there is goes on to its end. */
async function currentResponder(deps: PkiDeps): Promise<AuthorityKey> {
  const current = await getAuthorityKey(deps, 'ocsp-responder');
  const now = deps.clock.now();
  if (!isDue(current.certificate, now)) return current;
  try {
    const { number } = (await findAuthority(deps.db, 'ocsp-responder')) ?? { number: 0 };
    await storeAuthority(deps, 'ocsp-responder', await makeAuthorityCertificate(deps, 'ocsp-responder'), number + 1);
  } catch (cause) {
    if (!(cause instanceof AppError) || current.certificate.notAfter <= now) throw cause;
    deps.log.warn({ code: cause.code }, 'OCSP responder not certified anew');
  }
  return getAuthorityKey(deps, 'ocsp-responder');
}

function isDue({ notBefore, notAfter }: CaCertificate, now: number): boolean {
  return now >= (notBefore + notAfter) / 2;
}
