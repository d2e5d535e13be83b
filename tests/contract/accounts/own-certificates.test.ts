import { createHash, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertAuthority } from '../../../src-server/repositories/authorities.ts';
import { insertIssuedCertificate, revokeIssued } from '../../../src-server/repositories/issued-certificates.ts';
import { newKeyPair, webEidTokenOf } from '../../support/login-certificate.ts';
import { newSerial, RehearsalCa } from '../../support/rehearsal-ca.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { openOffice } from '../test-office.ts';
import { signIn, type SignedIn } from '../signed-in.ts';

let authority: AuthorityFixture;
let holder: SignedIn;
let ca: RehearsalCa;
const keys = newKeyPair('P-256');

beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await signIn(authority, { role: 'holder' });
  ca = await RehearsalCa.make(authority.now);
  const { serial, der, notBefore, notAfter } = ca.issuing;
  const row = { kind: 'issuing-ca', number: 1, serial, der: Buffer.from(der).toString('base64'), not_before: notBefore, not_after: notAfter, created_at: authority.now } as const;
  await authority.authority.deps.db.transaction().execute((trx) => insertAuthority(trx, row));
});
afterEach(() => authority.close());

const proof = async (der: Uint8Array) => {
  const { challengeId, nonce, origin } = (await authority.call('loginChallenge')).body();
  return { challengeId, authToken: webEidTokenOf(der, keys.privateKey, { origin, nonce }, { algorithm: 'ES256' }) };
};
const issue = async (): Promise<{ der: Uint8Array; serial: string }> => {
  const serial = newSerial();
  return { serial, der: await ca.issue('qscd-authentication', { serial, publicKey: keys.publicKey.export({ format: 'der', type: 'spki' }) }) };
};
/** As the authority itself would have it. */
const store = async ({ der, serial }: { der: Uint8Array; serial: string }): Promise<void> => {
  const office = await openOffice(authority, 'Nantes');
  const { validFromDate, validToDate } = new X509Certificate(der);
  await authority.authority.deps.db.transaction().execute((trx) =>
    insertIssuedCertificate(trx, {
      serial,
      sha256: createHash('sha256').update(der).digest('hex'),
      issuer_number: 1, key_sha256: '0'.repeat(64),
      der: Buffer.from(der).toString('base64'),
      profile: 'qscd-authentication',
      support: 'ias-ecc',
      account_id: holder.accountId,
      office_id: office,
      request_id: null,
      dossier_id: null,
      issued_by: null,
      identity: '{}',
      search_text: '',
      renews: null,
      not_before: validFromDate.getTime(),
      not_after: validToDate.getTime(),
      issued_at: authority.now,
      revocation_code_hash: '00',
      revocation_number: null,
      revoked_at: null,
      revocation_reason: null,
      revoked_by: null,
      revocation_receipt: null,
      sealed_key: null,
      downloads: 0,
    }),
  );
};

it('a certificate of ours signs in until it is revoked, from that very moment', async () => {
  const certificate = await issue();
  await store(certificate);
  (await authority.call('associateCertificate', { bearer: holder.bearer, body: await proof(certificate.der) })).body();
  (await authority.call('logInWithCertificate', { body: await proof(certificate.der) })).body();
  await authority.authority.deps.db
    .transaction()
    .execute((trx) => revokeIssued(trx, certificate.serial, { at: authority.now, reason: 'keyCompromise', by: 'holder', receipt: 'a.b.c' }));
  expect((await authority.call('logInWithCertificate', { body: await proof(certificate.der) })).refusal()).toMatchObject({ code: 'certificateRefused', details: { reason: 'revoked' } });
});

it('one that our key signed and our records do not know is refused', async () => {
  const { der } = await issue();
  expect((await authority.call('associateCertificate', { bearer: holder.bearer, body: await proof(der) })).refusal().details).toEqual({ reason: 'revoked' });
});
