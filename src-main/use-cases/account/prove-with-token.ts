import { createHash } from 'node:crypto';
import type { TokenProofOutcome } from '../../../src-shared/domain/account-views.ts';
import { AppError, toProblem } from '../../../src-shared/errors/app-error.ts';
import type { CertificateProof } from '../../../src-shared/http/web-eid.ts';
import type { TokenProof } from '../../../src-shared/ipc/account-verbs.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { CardHost } from '../../ports/card-host.ts';
import { seenBy } from '../pin/seen-by.ts';

export interface TokenProver {
  readonly calls: AuthorityCalls;
  readonly cards: Pick<CardHost, 'signWithPin'>;
  /** "Clavis 0.1.0". */
  readonly appName: string;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/**
 * Shows the authority that the token and its PIN are here: a challenge, one VERIFY at most, one signature at most over
 * hash(origin) || hash(nonce) (Web eID authentication token, RS256). A challenge that names another origin than the one it came from is
 * not signed: somebody would sign in elsewhere with it. The PIN is overwritten.
 * @param present hands the proof in
 * @throws AppError before anything was sent to the token: what the authority, the port or the challenge's origin say
 */
export async function proveWithToken(
  { calls, cards, appName }: TokenProver,
  input: TokenProof,
  present: (proof: CertificateProof) => Promise<void>,
): Promise<TokenProofOutcome> {
  try {
    const challenge = await calls.call('loginChallenge', null);
    if (challenge.origin !== calls.origin) throw new AppError('authorityBadReply', { host: calls.host });
    const message = Buffer.concat([sha256(challenge.origin), sha256(challenge.nonce)]);
    const { certificateSha256, pin } = input;
    const signed = await cards.signWithPin({ ...seenBy(input), pin, certificateSha256, message });
    if (signed.kind !== 'signed') return signed;
    const authToken = {
      format: 'web-eid:1.0',
      unverifiedCertificate: base64(signed.certificate),
      algorithm: 'RS256',
      signature: base64(signed.signature),
      appVersion: appName,
    };
    return await presented(() => present({ challengeId: challenge.challengeId, authToken }));
  } finally {
    input.pin.fill(0);
  }
}

/** From here on the PIN was right: what the authority says of the proof is no failure of the entry. */
async function presented(present: () => Promise<void>): Promise<TokenProofOutcome> {
  try {
    await present();
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'notTaken', problem: toProblem(error) };
  }
}
