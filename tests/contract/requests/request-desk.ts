import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { DocumentKind, DocumentType } from '../../../src-shared/domain/request-codes.ts';
import type { RouteName, ROUTES } from '../../../src-shared/http/contract.ts';
import type { CreateRequest, RequestChange } from '../../../src-shared/http/requests.ts';
import { pdf, sha256Of } from '../../support/sample-files.ts';
import type { AuthorityFixture, CallInput, Reply } from '../authority-fixture.ts';
import type { SignedIn } from '../signed-in.ts';

/** Asks for three documents: identity, registration, form. */
export const PRODUCT = 'sceau-signature-cle';
export const ASKED: readonly DocumentKind[] = ['identityDocument', 'entityRegistration', 'applicationForm'];

export function requestBody(officeId: string, change: { readonly name?: string; readonly lastName?: string; readonly productId?: string; readonly email?: string } = {}): CreateRequest {
  return {
    productId: change.productId ?? PRODUCT,
    officeId,
    establishment: {
      name: change.name ?? 'Émeraude & Fils',
      siren: '732829320',
      siret: '73282932000074',
      address: { street: '3 rue de l’Église', postalCode: '35400', city: 'Saint-Malo', country: 'FR' },
    },
    holder: { firstName: 'Zoé', lastName: change.lastName ?? 'L’Hôpital', email: change.email ?? 'zoe@emeraude.example', phone: '+33 2 99 00 12 34' },
  };
}

type Body<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['reply']>;

/** One person at the routes of requests: each verb is a call in good order, under a key of its own. */
export class RequestDesk {
  readonly authority: AuthorityFixture;
  readonly person: SignedIn;

  constructor(authority: AuthorityFixture, person: SignedIn) {
    this.authority = authority;
    this.person = person;
  }

  call<Name extends RouteName>(name: Name, input: CallInput = {}): Promise<Reply<Body<Name>>> {
    // A millisecond for each call, so that mails and timelines have an order.
    this.authority.now += 1;
    return this.authority.call(name, { bearer: this.person.bearer, idempotencyKey: randomUUID(), ...input });
  }

  async draft(officeId: string, change: Parameters<typeof requestBody>[1] = {}): Promise<RequestChange> {
    return (await this.call('createRequest', { body: requestBody(officeId, change) })).body();
  }

  announce(requestId: string, bytes: Buffer, options: { readonly kind?: DocumentKind; readonly type?: DocumentType; readonly fileName?: string } = {}): ReturnType<typeof this.call<'announceDocument'>> {
    const { kind = 'identityDocument', type = 'application/pdf', fileName = 'pièce.pdf' } = options;
    return this.call('announceDocument', { params: { requestId }, body: { kind, fileName, type, size: bytes.length, sha256: sha256Of(bytes) } });
  }

  upload(requestId: string, documentId: string, bytes: Buffer, type: string = 'application/pdf'): ReturnType<typeof this.call<'uploadDocument'>> {
    return this.call('uploadDocument', { params: { requestId, documentId }, body: bytes, type });
  }

  async add(requestId: string, kind: DocumentKind, bytes: Buffer = pdf(`${kind} ${randomUUID()}`)): Promise<string> {
    const { documentId } = (await this.announce(requestId, bytes, { kind, fileName: `${kind}.pdf` })).body();
    (await this.upload(requestId, documentId, bytes)).body();
    return documentId;
  }

  async addAll(requestId: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const kind of ASKED) ids.push(await this.add(requestId, kind));
    return ids;
  }

  /** A request handed in with every document. */
  async submitted(officeId: string, change: Parameters<typeof requestBody>[1] = {}): Promise<RequestChange> {
    const { requestId, revision } = await this.draft(officeId, change);
    await this.addAll(requestId);
    return (await this.call('submitRequest', { params: { requestId }, body: { revision } })).body();
  }

  read(requestId: string): ReturnType<typeof this.call<'readRequest'>> {
    return this.call('readRequest', { params: { requestId } });
  }

  readAtOffice(requestId: string): ReturnType<typeof this.call<'readOfficeRequest'>> {
    return this.call('readOfficeRequest', { params: { requestId } });
  }

  async take({ requestId, revision }: RequestChange): Promise<RequestChange> {
    return (await this.call('takeRequest', { params: { requestId }, body: { revision } })).body();
  }

  /** Accepts every document that was handed in. */
  async acceptDocuments(requestId: string): Promise<void> {
    const { documents } = (await this.readAtOffice(requestId)).body();
    for (const { documentId } of documents) (await this.call('judgeDocument', { params: { requestId, documentId }, body: { verdict: 'accepted' } })).body();
  }

  /** From the taking to the acceptance. */
  async accept(request: RequestChange): Promise<RequestChange> {
    const taken = await this.take(request);
    await this.acceptDocuments(request.requestId);
    return (await this.call('acceptRequest', { params: { requestId: request.requestId }, body: { revision: taken.revision } })).body();
  }
}
