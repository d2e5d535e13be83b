import { z } from 'zod';
import {
  DOCUMENT_KINDS,
  DOCUMENT_REFUSALS,
  DOCUMENT_SIZE_MAX,
  DOCUMENT_TYPES,
  NEXT_ACTIONS,
  REFUSAL_REASONS,
  REQUEST_ACTIONS,
  REQUEST_EVENTS,
  REQUEST_PARTIES,
  REQUEST_STATES,
} from '../domain/request-codes.ts';
import { isSiren, isSiret } from '../domain/siren.ts';
import { cursor, email, hexOf, id, line, paragraph, pageOf, sha256, time, wellFormed } from './fields.ts';
import { postalAddress } from './offices.ts';
import { file, route, uploaded } from './route-shape.ts';

/** Requests of certificates by their owner: catalogue, requests, documents. The office's side is in `office-requests.ts`. */
export const productId = z.string().regex(/^[a-z0-9-]{1,60}$/u);
export const revision = z.number().int().positive();

export const productReply = z.strictObject({
  productId,
  names: z.strictObject({ fr: z.string(), en: z.string() }),
  /** token: the key is made on a token at an appointment; software: it is downloaded as a file. */
  kind: z.enum(['token', 'software']),
  /** Which of the authority's certificate profiles. */
  profile: z.string(),
  validityMonths: z.number().int().positive(),
  /** Token models it may be carried by, and until when each is qualified; null: no end known. */
  supports: z.array(z.strictObject({ model: z.string(), name: z.string(), qualifiedUntil: time.nullable() })),
  documents: z.array(z.strictObject({ kind: z.enum(DOCUMENT_KINDS), required: z.boolean() })),
  policyOid: z.string(),
});
export const productsReply = z.strictObject({ products: z.array(productReply) });

export const establishment = z
  .strictObject({
    /** As long as X.520 lets a certificate say it (ub-organization-name). */
    name: line(64),
    siren: z.string().refine(isSiren),
    siret: z.string().refine(isSiret),
    address: postalAddress,
  })
  .refine(({ siren, siret }) => siret.startsWith(siren), { path: ['siret'] });

export const certificateHolder = z
  .strictObject({
    firstName: line(62),
    lastName: line(62),
    email,
    phone: z
      .string()
      .regex(/^\+?[0-9][0-9 .]{3,28}[0-9]$/u)
      .nullable(),
  })
  // Both make the common name, of which X.520 takes 64 characters (ub-common-name).
  .refine(({ firstName, lastName }) => firstName.length + 1 + lastName.length <= 64, { path: ['lastName'] });

const requestFields = { productId, officeId: id, establishment, holder: certificateHolder };

/** What a write says of the request afterwards. */
export const requestChange = z.strictObject({ requestId: id, number: z.number().int(), state: z.enum(REQUEST_STATES), revision });

export const requestSummary = z.strictObject({
  requestId: id,
  number: z.number().int(),
  createdAt: time,
  changedAt: time,
  productId,
  officeId: id,
  entity: z.string(),
  holder: z.string(),
  state: z.enum(REQUEST_STATES),
  revision,
  nextBy: z.enum(REQUEST_PARTIES).nullable(),
  nextAction: z.enum(NEXT_ACTIONS).nullable(),
});

export const documentReply = z.strictObject({
  documentId: id,
  kind: z.enum(DOCUMENT_KINDS),
  fileName: z.string(),
  type: z.enum(DOCUMENT_TYPES),
  size: z.number().int(),
  sha256,
  /** announced: its bytes have not come; dropped: the time they are kept is over. */
  content: z.enum(['announced', 'received', 'dropped']),
  verdict: z.enum(['accepted', 'refused']).nullable(),
  reason: z.enum(DOCUMENT_REFUSALS).nullable(),
  text: z.string().nullable(),
  createdAt: time,
});

export const requestReply = requestSummary.extend({
  establishment: z.object(establishment.shape),
  /** Not `certificateHolder`: what was accepted once is told, whatever later rules say. */
  holderData: z.strictObject({ firstName: z.string(), lastName: z.string(), email: z.string(), phone: z.string().nullable() }),
  submittedAt: time.nullable(),
  endedAt: time.nullable(),
  outcomeReason: z.enum(REFUSAL_REASONS).nullable(),
  /** A renewal: serial number of the certificate it takes the place of; identity of entity and holder cannot be changed. */
  replacesSerial: hexOf(16).nullable(),
  actions: z.array(z.enum(REQUEST_ACTIONS)),
  documents: z.array(documentReply),
  /** Kinds that are asked and not there, or refused. */
  missing: z.array(z.enum(DOCUMENT_KINDS)),
  timeline: z.array(
    z.strictObject({
      at: time,
      event: z.enum(REQUEST_EVENTS),
      state: z.enum(REQUEST_STATES),
      by: z.enum(REQUEST_PARTIES),
      /** Codes, or a text the office wrote. */
      details: z.record(z.string().max(40), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()])),
    }),
  ),
});

export const SORT_COLUMNS = ['date', 'number', 'product', 'entity', 'holder', 'state'] as const;
export const requestSearch = z.strictObject({
  /** Looked for in number, entity, SIREN, SIRET and holder; each word must be found. Case and accents do not count. */
  text: wellFormed(100).default(''),
  states: z.array(z.enum(REQUEST_STATES)).max(REQUEST_STATES.length).default([]),
  sort: z.strictObject({ by: z.enum(SORT_COLUMNS), descending: z.boolean() }).default({ by: 'date', descending: true }),
  cursor: cursor.default(null),
  limit: z.number().int().min(1).max(200).default(50),
});
export const requestPage = pageOf(requestSummary);

export const createRequest = z.strictObject(requestFields);
export const modifyRequest = z.strictObject({ ...requestFields, revision });
export const atRevision = z.strictObject({ revision });

const fileName = line(120).refine((value) => !/[/\\:*?"<>|]/u.test(value) && !value.startsWith('.'));
export const announceDocument = z.strictObject({
  kind: z.enum(DOCUMENT_KINDS),
  fileName,
  type: z.enum(DOCUMENT_TYPES),
  size: z.number().int().min(1).max(DOCUMENT_SIZE_MAX),
  sha256,
});

const own = { auth: 'account', permission: 'requests.own' } as const;
const REQUEST = '/v1/requests/:requestId';
const DOCUMENT = `${REQUEST}/documents/:documentId` as const;

export const REQUEST_ROUTES = {
  listProducts: route({ method: 'GET', path: '/v1/products', summary: 'What can be asked for', reply: productsReply }),
  searchRequests: route({ ...own, method: 'POST', path: '/v1/requests/search', summary: 'My requests', body: requestSearch, reply: requestPage }),
  createRequest: route({ ...own, method: 'POST', path: '/v1/requests', summary: 'A new request, as a draft', idempotent: true, body: createRequest, reply: requestChange, status: 201 }),
  readRequest: route({ ...own, method: 'GET', path: REQUEST, summary: 'One of my requests, whole', reply: requestReply }),
  modifyRequest: route({ ...own, method: 'PUT', path: REQUEST, summary: 'Change what is asked for', idempotent: true, body: modifyRequest, reply: requestChange }),
  deleteRequest: route({ ...own, method: 'DELETE', path: REQUEST, summary: 'Delete a request that nobody has begun to check', idempotent: true, reply: z.strictObject({ deleted: z.literal(true) }) }),
  submitRequest: route({ ...own, method: 'POST', path: `${REQUEST}/submission`, summary: 'Hand a request in, or back in once completed', idempotent: true, body: atRevision, reply: requestChange }),
  withdrawRequest: route({ ...own, method: 'POST', path: `${REQUEST}/withdrawal`, summary: 'Take a request back for good', idempotent: true, body: atRevision, reply: requestChange }),
  printRequest: route({ ...own, method: 'GET', path: `${REQUEST}/pdf`, summary: 'A request on paper', reply: file, binary: true }),
  announceDocument: route({ ...own, method: 'POST', path: `${REQUEST}/documents`, summary: 'Announce a document', idempotent: true, body: announceDocument, reply: z.strictObject({ documentId: id }), status: 201 }),
  uploadDocument: route({ ...own, method: 'PUT', path: `${DOCUMENT}/content`, summary: 'The bytes of an announced document', body: uploaded, consumes: DOCUMENT_TYPES, bodyLimit: DOCUMENT_SIZE_MAX, reply: documentReply }),
  downloadDocument: route({ ...own, method: 'GET', path: `${DOCUMENT}/content`, summary: 'A document as it was handed in', reply: file, binary: true }),
  removeDocument: route({ ...own, method: 'DELETE', path: DOCUMENT, summary: 'Take a document back', idempotent: true, reply: z.strictObject({ deleted: z.literal(true) }) }),
};

/** Text of an office to a holder. */
export const officeText = paragraph(1000);

export type ProductReply = z.infer<typeof productReply>;
export type RequestChange = z.infer<typeof requestChange>;
export type RequestSummary = z.infer<typeof requestSummary>;
export type RequestReply = z.infer<typeof requestReply>;
export type RequestSearch = z.output<typeof requestSearch>;
export type RequestPage = z.infer<typeof requestPage>;
export type DocumentReply = z.infer<typeof documentReply>;
export type CreateRequest = z.output<typeof createRequest>;
export type ModifyRequest = z.output<typeof modifyRequest>;
