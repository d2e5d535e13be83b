import { randomUUID } from 'node:crypto';
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import type { DocumentKind } from '../../../src-shared/domain/request-codes.ts';
import type { CertificateSummary, IssueRequest } from '../../../src-shared/http/certificates.ts';
import type { RequestChange } from '../../../src-shared/http/requests.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import type { AuthorityFixture, Reply } from '../authority-fixture.ts';
import { requestBody, RequestDesk } from '../requests/request-desk.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';

export const SOFTWARE_PRODUCT = 'sceau-logiciel';
export const TOKEN_PRODUCT = 'sceau-personne-cle';

const ASKED: Readonly<Record<string, readonly DocumentKind[]>> = {
  [SOFTWARE_PRODUCT]: ['identityDocument', 'applicationForm'],
  [TOKEN_PRODUCT]: ['identityDocument', 'entityRegistration', 'mandate', 'applicationForm'],
};

/** A document that proves who somebody is, on any day of the tests. */
export const SEEN = { documentType: 'passport', documentExpires: '2035-01-01', matches: true, refusal: null } as const;

/** A PKCS#10 request of a new P-256 key, PEM; it names somebody else. */
export async function makeCsr(): Promise<string> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: 'CN=Mallory', keys, signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } });
  return csr.toString('pem');
}

/** A holder, an operator, and what they do until there is a certificate. */
export class CertificateDesk {
  readonly authority: AuthorityFixture;
  readonly holder: SignedIn;
  readonly operator: SignedIn;
  readonly officeId: string;

  constructor(authority: AuthorityFixture, people: { readonly holder: SignedIn; readonly operator: SignedIn; readonly officeId: string }) {
    this.authority = authority;
    this.holder = people.holder;
    this.operator = people.operator;
    this.officeId = people.officeId;
  }

  /** With a certificate authority that was made. */
  static async open(authority: AuthorityFixture): Promise<CertificateDesk> {
    await initAuthority(authority.authority.deps);
    const officeId = await openOffice(authority, 'Nantes');
    return new CertificateDesk(authority, { officeId, holder: await signIn(authority, { role: 'holder' }), operator: await signIn(authority, { role: 'operator', officeId }) });
  }

  /** A request of the holder's that the operator has accepted. */
  async accepted(productId: string, change: Parameters<typeof requestBody>[1] = {}): Promise<RequestChange> {
    const asking = new RequestDesk(this.authority, this.holder);
    return this.acceptDraft(await asking.draft(this.officeId, { ...change, productId }), productId);
  }

  async acceptDraft({ requestId, revision }: RequestChange, productId: string): Promise<RequestChange> {
    const asking = new RequestDesk(this.authority, this.holder);
    for (const kind of ASKED[productId] ?? []) await asking.add(requestId, kind);
    const submitted = (await asking.call('submitRequest', { params: { requestId }, body: { revision } })).body();
    return new RequestDesk(this.authority, this.operator).accept(submitted);
  }

  async orderFor(requestId: string, kind: 'software' | 'token'): Promise<IssueRequest> {
    if (kind === 'software') return { requestId, csr: null, support: null, tokenSerial: null, identity: null };
    return { requestId, csr: await makeCsr(), support: 'key-b', tokenSerial: null, identity: SEEN };
  }

  issue(body: IssueRequest, idempotencyKey: string = randomUUID()): Promise<Reply<CertificateSummary>> {
    return this.authority.call('issueCertificate', { bearer: this.operator.bearer, body, idempotencyKey });
  }

  async software(): Promise<CertificateSummary> {
    const { requestId } = await this.accepted(SOFTWARE_PRODUCT);
    return (await this.issue(await this.orderFor(requestId, 'software'))).body();
  }

  async token(change: Partial<IssueRequest> = {}): Promise<CertificateSummary> {
    const { requestId } = await this.accepted(TOKEN_PRODUCT);
    return (await this.issue({ ...(await this.orderFor(requestId, 'token')), ...change })).body();
  }
}

/** What a person types to confirm. */
export const confirmationOf = (serial: string): string => serial.slice(-8);

