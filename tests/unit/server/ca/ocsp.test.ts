import { CertID, Nonce, OCSPRequest, OCSPResponse, OCSPResponseStatus, Request, TBSRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Extension, GeneralName } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerOcsp, OCSP_PERIOD_MS } from '../../../../src-server/ca/answer-ocsp.ts';
import { publicKeyBits } from '../../../../src-server/ca/key-identifier.ts';
import { readCertificate, type CaCertificate } from '../../../../src-server/ca/read-certificate.ts';
import { serialToInteger } from '../../../../src-server/ca/serial-number.ts';
import { newSerial, RehearsalCa } from '../../../support/rehearsal-ca.ts';

const NOW = Date.UTC(2026, 10, 25, 12, 0, 0);
const NONCE = '1.3.6.1.5.5.7.48.1.2';
const SERIAL = newSerial();
let ca: RehearsalCa;
let asked: string[] = [];

beforeAll(async () => {
  ca = await RehearsalCa.make(NOW);
});

function certId(issuer: CaCertificate, serial = SERIAL): CertID {
  const hash = (bytes: Uint8Array): OctetString => new OctetString(createHash('sha1').update(bytes).digest());
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: '1.3.14.3.2.26', parameters: null }),
    issuerNameHash: hash(issuer.subjectDer),
    issuerKeyHash: hash(publicKeyBits(issuer.publicKey)),
    serialNumber: serialToInteger(serial),
  });
}

function request(options: { readonly ids?: readonly CertID[]; readonly extensions?: readonly Extension[]; readonly single?: readonly Extension[]; readonly version?: number } = {}): Uint8Array {
  const { ids = [certId(ca.issuing)], extensions = [], single = [], version = 0 } = options;
  const requestList = ids.map((reqCert) => Object.assign(new Request({ reqCert }), single.length === 0 ? {} : { singleRequestExtensions: [...single] }));
  const tbsRequest = new TBSRequest({ version, requestList, ...(extensions.length === 0 ? {} : { requestExtensions: [...extensions] }) });
  return new Uint8Array(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}

const nonce = (size: number): Extension => new Extension({ extnID: NONCE, extnValue: new OctetString(AsnConvert.serialize(new Nonce(new Uint8Array(size).fill(7)))) });

async function ask(der: Uint8Array): Promise<{ readonly status: string | undefined; readonly fresh: { readonly from: number; readonly until: number } | null; readonly der: Uint8Array }> {
  asked = [];
  const statuses = async (serials: readonly string[]): Promise<ReadonlyMap<string, { readonly status: 'good' }>> => {
    asked.push(...serials);
    return new Map([[SERIAL, { status: 'good' } as const]]);
  };
  const reply = await answerOcsp(der, { issuer: ca.issuing, certificate: readCertificate(ca.responder), signer: ca.responderSigner, statuses }, NOW);
  return { ...reply, status: OCSPResponseStatus[AsnConvert.parse(reply.der, OCSPResponse).responseStatus] };
}

describe('what is malformed', () => {
  test.each([
    ['nothing', () => new Uint8Array()],
    ['a byte too many', () => Uint8Array.of(...request(), 0)],
    ['another version', () => request({ version: 1 })],
    ['no certificate', () => request({ ids: [] })],
    ['33 certificates', () => request({ ids: Array.from({ length: 33 }, () => certId(ca.issuing)) })],
    ['a nonce of 33 bytes', () => request({ extensions: [nonce(33)] })],
    ['an empty nonce', () => request({ extensions: [nonce(0)] })],
    ['a nonce that is no OCTET STRING', () => request({ extensions: [new Extension({ extnID: NONCE, extnValue: new OctetString(Uint8Array.of(1, 2, 3)) })] })],
    ['two nonces', () => request({ extensions: [nonce(8), nonce(8)] })],
    ['a critical extension nobody knows', () => request({ extensions: [new Extension({ extnID: '1.2.3', critical: true, extnValue: new OctetString(Uint8Array.of(5, 0)) })] })],
    ['a critical one of a single request', () => request({ single: [new Extension({ extnID: '1.2.3', critical: true, extnValue: new OctetString(Uint8Array.of(5, 0)) })] })],
  ])('%s', async (_name, make) => {
    expect(await ask(make())).toMatchObject({ status: 'malformedRequest', fresh: null });
    expect(asked).toEqual([]);
  });

  test('any bytes, and any byte changed in a good request, get an answer and never a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }), async (bytes, at, flip) => {
        expect((await ask(bytes)).status).toBe('malformedRequest');
        const good = request({ extensions: [nonce(16)] });
        good[at % good.length] = (good[at % good.length] ?? 0) ^ flip;
        expect(['successful', 'malformedRequest', 'unauthorized']).toContain((await ask(good)).status);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is answered', () => {
  test('nonces of 1 and of 32 bytes, and such an answer is not kept', async () => {
    for (const size of [1, 32]) expect(await ask(request({ extensions: [nonce(size)] }))).toMatchObject({ status: 'successful', fresh: null });
  });

  test('without a nonce it may be kept for its short period', async () => {
    expect(await ask(request())).toMatchObject({ status: 'successful', fresh: { from: NOW, until: NOW + OCSP_PERIOD_MS } });
  });

  test('an extension that is not critical is passed over', async () => {
    const other = new Extension({ extnID: '1.2.3', extnValue: new OctetString(Uint8Array.of(5, 0)) });
    expect(await ask(request({ extensions: [other], single: [other] }))).toMatchObject({ status: 'successful' });
  });

  test('another issuer alone: unauthorized; beside ours: unknown, and its serial is not looked up', async () => {
    expect(await ask(request({ ids: [certId(ca.root)] }))).toMatchObject({ status: 'unauthorized' });
    expect(await ask(request({ ids: [certId(ca.root, newSerial()), certId(ca.issuing)] }))).toMatchObject({ status: 'successful' });
    expect(asked).toEqual([SERIAL]);
  });

  test('a digest that is neither SHA-1 nor SHA-256 is another issuer’s', async () => {
    const id = certId(ca.issuing);
    id.hashAlgorithm = new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.3' });
    expect(await ask(request({ ids: [id] }))).toMatchObject({ status: 'unauthorized' });
  });

  test('a requestor’s name changes nothing', async () => {
    const tbsRequest = new TBSRequest({ requestorName: new GeneralName({ rfc822Name: 'a@b.example' }), requestList: [new Request({ reqCert: certId(ca.issuing) })] });
    expect(await ask(new Uint8Array(AsnConvert.serialize(new OCSPRequest({ tbsRequest }))))).toMatchObject({ status: 'successful' });
  });
});
