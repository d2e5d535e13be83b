import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { buildCertificate } from '../../src-server/ca/build-certificate.ts';
import { buildCrl, type RevokedEntry } from '../../src-server/ca/build-crl.ts';
import type { CertificateFacts } from '../../src-server/ca/certificate-extensions.ts';
import { distinguishedName, personName, type PersonIdentity } from '../../src-server/ca/distinguished-name.ts';
import type { EndEntityProfileName } from '../../src-server/ca/profiles.ts';
import { readCertificate, type CaCertificate } from '../../src-server/ca/read-certificate.ts';
import { newSerialNumber } from '../../src-server/ca/serial-number.ts';
import type { Curve, Signer } from '../../src-server/ca/signer.ts';

export const FACTS: CertificateFacts = {
  disclosures: [
    { url: 'https://clavis.example/pds/en.pdf', language: 'en' },
    { url: 'https://clavis.example/pds/fr.pdf', language: 'fr' },
  ],
  ocspUrl: 'http://pki.clavis.example/ocsp',
  issuerUrl: 'http://pki.clavis.example/issuing.cer',
  crlUrl: 'http://pki.clavis.example/issuing.crl',
};

/** A policy of the arc kept for documentation (RFC 5612). */
export const PRODUCT = { months: 36, policyOid: '1.3.6.1.4.1.32473.7.1.1' } as const;

export const PERSON: PersonIdentity = {
  country: 'FR',
  givenName: 'Anaïs',
  surname: 'Lefèvre-Ñandú',
  serialNumber: '7F3A-0042',
  organization: { name: 'Société d’Exemple', identifier: 'NTRFR-000000000' },
};

const random = { bytes: (size: number) => randomBytes(size) };
export const newSerial = (): string => newSerialNumber(random);

/** A signer over a key in memory, as a vault would be. */
export function memorySigner(curve: Curve): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const hash = curve === 'P-256' ? 'sha256' : 'sha384';
  return {
    curve,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    sign: async (data) => sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

/** Root, issuing authority and responder over keys in memory. */
export class RehearsalCa {
  readonly rootSigner: Signer;
  readonly issuingSigner: Signer;
  readonly responderSigner: Signer;
  readonly root: CaCertificate;
  readonly issuing: CaCertificate;
  /** DER. */
  readonly responder: Uint8Array;
  readonly now: number;

  private constructor(made: Pick<RehearsalCa, 'now' | 'rootSigner' | 'issuingSigner' | 'responderSigner' | 'root' | 'issuing' | 'responder'>) {
    this.now = made.now;
    this.rootSigner = made.rootSigner;
    this.issuingSigner = made.issuingSigner;
    this.responderSigner = made.responderSigner;
    this.root = made.root;
    this.issuing = made.issuing;
    this.responder = made.responder;
  }

  static async make(now: number): Promise<RehearsalCa> {
    const rootSigner = memorySigner('P-384');
    const issuingSigner = memorySigner('P-256');
    const responderSigner = memorySigner('P-256');
    const name = (commonName: string) => distinguishedName({ country: 'FR', organization: 'Clavis', organizationIdentifier: 'NTRFR-000000000', commonName });
    const order = { now, facts: FACTS };
    const root = readCertificate(
      await buildCertificate({ ...order, profile: 'root-ca', subject: name('Clavis Root CA R1'), publicKey: rootSigner.publicKey, serial: newSerial() }, null, rootSigner),
    );
    const issuing = readCertificate(
      await buildCertificate({ ...order, profile: 'issuing-ca', subject: name('Clavis Issuing CA 1'), publicKey: issuingSigner.publicKey, serial: newSerial() }, root, rootSigner),
    );
    const responder = await buildCertificate(
      { ...order, profile: 'ocsp-responder', subject: name('Clavis OCSP 1'), publicKey: responderSigner.publicKey, serial: newSerial() },
      issuing,
      issuingSigner,
    );
    return new RehearsalCa({ now, rootSigner, issuingSigner, responderSigner, root, issuing, responder });
  }

  async issue(profile: EndEntityProfileName, options: { readonly publicKey?: Uint8Array; readonly serial?: string; readonly now?: number; readonly person?: PersonIdentity } = {}): Promise<Uint8Array> {
    const { publicKey = memorySigner('P-256').publicKey, serial = newSerial(), now = this.now, person = PERSON } = options;
    return buildCertificate({ profile, subject: personName(person), publicKey, serial, now, facts: FACTS, product: PRODUCT }, this.issuing, this.issuingSigner);
  }

  async crl(entries: readonly RevokedEntry[], number = 1, thisUpdate = this.now): Promise<Uint8Array> {
    return buildCrl({ number, thisUpdate, nextUpdate: thisUpdate + 86_400_000, entries }, this.issuing, this.issuingSigner);
  }

  async rootCrl(): Promise<Uint8Array> {
    return buildCrl({ number: 1, thisUpdate: this.now, nextUpdate: this.now + 86_400_000, entries: [] }, this.root, this.rootSigner);
  }
}
