import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { RequestDesk } from '../requests/request-desk.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { CertificateDesk, makeCsr, SEEN, SOFTWARE_PRODUCT, TOKEN_PRODUCT } from './certificate-desk.ts';

let authority: AuthorityFixture;
let desk: CertificateDesk;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  desk = await CertificateDesk.open(authority);
});
afterEach(() => authority.close());

const read = async (serial: string) => authority.call('readCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial } });
const contentOf = async (serial: string): Promise<X509Certificate> =>
  new X509Certificate(Buffer.from((await authority.call('certificateFile', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).bytes));

describe('an accepted request', () => {
  it('becomes a certificate that names its holder, whatever the PKCS#10 request says, and is issued from then on', async () => {
    const { requestId } = await desk.accepted(TOKEN_PRODUCT);
    const issued = (await desk.issue(await desk.orderFor(requestId, 'token'))).body();
    expect(issued).toMatchObject({ profile: 'qscd-dual', support: 'key-b', supportName: 'Clé Clavis B', holder: 'Zoé L’Hôpital', organization: 'Émeraude & Fils', state: 'valid' });
    const certificate = await contentOf(issued.serial);
    expect(certificate.subject.split('\n')).toEqual([
      'C=FR', 'O=Émeraude & Fils', 'organizationIdentifier=NTRFR-732829320', 'SN=L’Hôpital', 'GN=Zoé', expect.stringMatching(/^serialNumber=[0-9A-F]{20}$/u), 'CN=Zoé L’Hôpital',
    ]);
    const issuer = certificate.issuer.split('\n').find((line) => line.startsWith('CN='))?.slice(3);
    expect([typeof issuer, (await read(issued.serial)).body().issuer]).toEqual(['string', issuer]);
    expect([certificate.serialNumber, createHash('sha256').update(certificate.raw).digest('hex')]).toEqual([issued.serial, issued.sha256]);
    expect((await new RequestDesk(authority, desk.holder).read(requestId)).body()).toMatchObject({ state: 'issued', nextBy: null });
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
    const { mails } = await authority.mailbox();
    expect(mails.find(({ subject }) => subject === 'Votre certificat est émis')?.text).toContain(issued.serial.replaceAll(/.{4}(?=.)/gu, '$& '));
  });

  it('is issued once: the same key gives the same certificate, another key is refused', async () => {
    const { requestId } = await desk.accepted(SOFTWARE_PRODUCT);
    const order = await desk.orderFor(requestId, 'software');
    const key = randomUUID();
    const first = (await desk.issue(order, key)).body();
    expect((await desk.issue(order, key)).body()).toEqual(first);
    expect((await desk.issue(order)).refusal()).toMatchObject({ code: 'requestStateRefused' });
    expect((await desk.issue({ ...order, support: 'key-b' }, key)).refusal()).toMatchObject({ code: 'idempotencyMismatch' });
  });

  it('is issued once by twenty operators’ clicks at once', async () => {
    const { requestId } = await desk.accepted(SOFTWARE_PRODUCT);
    const order = await desk.orderFor(requestId, 'software');
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await desk.issue(order)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await authority.authority.deps.db.selectFrom('issued_certificates').select('serial').execute()).toHaveLength(1);
  });

  it('is put on a token the authority knows, whose certificate it then recognises', async () => {
    const { serial: tokenSerial } = authority.person();
    const { sha256 } = await desk.token({ tokenSerial });
    expect((await authority.call('requestLink', { body: { serial: tokenSerial, certificateSha256: sha256, language: 'fr' } })).body().maskedEmail).not.toBeNull();
  });

  it('is nobody’s but its office’s, and not for the operator who asked for it', async () => {
    const { requestId } = await desk.accepted(SOFTWARE_PRODUCT);
    const body = await desk.orderFor(requestId, 'software');
    const elsewhere = await signIn(authority, { role: 'operator', officeId: await openOffice(authority, 'Rennes') });
    expect((await authority.call('issueCertificate', { bearer: elsewhere.bearer, body, idempotencyKey: randomUUID() })).refusal()).toMatchObject({ code: 'notFound' });
    await authority.authority.deps.db.updateTable('requests').set({ account_id: desk.operator.accountId }).where('id', '=', requestId).execute();
    expect((await desk.issue(body)).refusal()).toMatchObject({ code: 'ownRequest' });
  });
});

describe('what is refused changes nothing', () => {
  it.each([
    ['a token without a PKCS#10 request', { csr: null }, 'requestInvalid'],
    ['a PKCS#10 request that is none', { csr: 'nonsense!' }, 'csrInvalid'],
    ['a token that its product does not come on', { support: 'card-b' }, 'requestInvalid'],
    ['a token that is no longer qualified', { support: 'key-a' }, 'renewalRefused'],
    ['a holder whom nobody saw', { identity: null }, 'requestInvalid'],
    ['a holder who is somebody else', { identity: { ...SEEN, matches: false, refusal: 'notTheHolder' } }, 'identityNotProven'],
    ['a document that has expired', { identity: { ...SEEN, documentExpires: '2020-01-01' } }, 'identityNotProven'],
    ['a token that the authority does not know', { tokenSerial: '8025000100000000' }, 'requestInvalid'],
    ['a request that is none', { requestId: randomUUID() }, 'notFound'],
  ] as const)('%s', async (_name, change, code) => {
    const { requestId } = await desk.accepted(TOKEN_PRODUCT);
    const order = await desk.orderFor(requestId, 'token');
    await authority.mailbox();
    const before = await dumpTables(authority);
    expect((await desk.issue({ ...order, ...change })).refusal()).toMatchObject({ code });
    expect(await dumpTables(authority)).toEqual(before);
  });

  it('a changed byte in the signature of the PKCS#10 request', async () => {
    const { requestId } = await desk.accepted(TOKEN_PRODUCT);
    const der = Buffer.from((await makeCsr()).split('\n').filter((line) => !line.startsWith('-')).join(''), 'base64');
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const order = { ...(await desk.orderFor(requestId, 'token')), csr: der.toString('base64') };
    expect((await desk.issue(order)).refusal()).toMatchObject({ code: 'csrInvalid', details: { reason: 'signature' } });
  });

  it('a key that was revoked as lost, or that somebody else has', async () => {
    const csr = await makeCsr();
    const order = async (kind: CertificateDesk) => {
      const { requestId } = await kind.accepted(TOKEN_PRODUCT);
      return { ...(await kind.orderFor(requestId, 'token')), csr };
    };
    const { serial } = (await desk.issue(await order(desk))).body();
    expect((await desk.issue(await order(desk))).status).toBe(200);
    const other = new CertificateDesk(authority, { holder: await signIn(authority, { role: 'holder' }), operator: desk.operator, officeId: desk.officeId });
    expect((await other.issue(await order(other))).refusal()).toMatchObject({ code: 'csrInvalid', details: { reason: 'keySpent' } });
    const revocation = { reason: 'keyCompromise', confirmation: serial.slice(-8) };
    (await authority.call('revokeCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial }, body: revocation, idempotencyKey: randomUUID() })).body();
    const again = await order(desk);
    await authority.mailbox();
    const before = await dumpTables(authority);
    expect((await desk.issue(again)).refusal()).toMatchObject({ code: 'csrInvalid', details: { reason: 'keySpent' } });
    expect(await dumpTables(authority)).toEqual(before);
  });

  it('a request that is not accepted yet', async () => {
    const { requestId } = await new RequestDesk(authority, desk.holder).submitted(desk.officeId);
    expect((await desk.issue(await desk.orderFor(requestId, 'token'))).refusal()).toMatchObject({ code: 'requestStateRefused' });
  });
});

describe('search', () => {
  it('finds one’s own by words without case and accents, by state, page by page; nobody else’s', async () => {
    const serials: string[] = [];
    for (let i = 0; i < 3; i++) serials.push((await desk.software()).serial);
    const search = async (body: Record<string, unknown>, bearer = desk.holder.bearer) =>
      (await authority.call('searchCertificates', { bearer, body: { text: '', states: [], cursor: null, ...body } })).body();
    expect((await search({})).items.map(({ serial }) => serial)).toEqual(serials.toReversed());
    expect((await search({ text: 'EMERAUDE l’hopital' })).items).toHaveLength(3);
    expect((await search({ text: 'personne' })).items).toEqual([]);
    expect((await search({ text: '%' })).items).toEqual([]);
    expect((await search({ text: serials[1]?.toLowerCase() ?? '' })).items.map(({ serial }) => serial)).toEqual([serials[1]]);
    expect((await search({ states: ['expired', 'revoked'] })).items).toEqual([]);
    const other = await signIn(authority, { role: 'holder' });
    expect((await search({}, other.bearer)).items).toEqual([]);
    expect((await authority.call('readCertificate', { bearer: other.bearer, params: { certificateSerial: serials[0] ?? '' } })).refusal()).toMatchObject({ code: 'notFound' });
    expect((await authority.call('searchCertificates', { bearer: desk.holder.bearer, body: { text: '', states: [], cursor: 'AAAA' } })).refusal()).toMatchObject({ code: 'requestInvalid' });
    const office = await authority.call('searchOfficeCertificates', { bearer: desk.operator.bearer, body: { text: '', states: ['valid'], cursor: null } });
    expect(office.body().items).toHaveLength(3);
  });
});

describe('download', () => {
  const download = async (serial: string) => authority.call('downloadCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial } });

  it('of a token’s certificate: at an appointment', async () => {
    expect((await download((await desk.token()).serial)).refusal()).toMatchObject({ code: 'downloadAtAppointment' });
  });

  it('of a software certificate: three times, each with another password, then its key is gone', async () => {
    const { serial } = await desk.software();
    const passwords = new Set<string>();
    for (const left of [2, 1, 0]) {
      const reply = (await download(serial)).body();
      expect(reply.downloadsLeft).toBe(left);
      passwords.add(reply.password);
    }
    expect(passwords.size).toBe(3);
    expect((await download(serial)).refusal()).toMatchObject({ code: 'downloadsSpent' });
    expect((await authority.authority.deps.db.selectFrom('issued_certificates').select('sealed_key').execute())[0]?.sealed_key).toBeNull();
    expect((await read(serial)).body()).toMatchObject({ downloadsLeft: 0, state: 'valid' });
    expect((await authority.mailbox()).mails.filter(({ subject }) => subject === 'Votre certificat a été téléchargé').map(({ to }) => to.toLowerCase()).toSorted()).toEqual(
      [desk.holder.email.toLowerCase(), 'zoe@emeraude.example'].flatMap((to) => [to, to, to]).toSorted(),
    );
  });

  it('at once by twenty: three, no password stored anywhere', async () => {
    const { serial } = await desk.software();
    const replies = await Promise.all(Array.from({ length: 20 }, () => download(serial)));
    const done = replies.filter(({ status }) => status === 200).map((reply) => reply.body().password);
    expect(done).toHaveLength(3);
    const everything = (await dumpTables(authority)).join('\n') + authority.logs.join('\n');
    for (const password of done) expect(everything).not.toContain(password);
  });
});
