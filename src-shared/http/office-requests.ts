import { z } from 'zod';
import { DOCUMENT_REFUSALS, REFUSAL_REASONS } from '../domain/request-codes.ts';
import { documentReply, officeText, requestChange, requestPage, requestReply, requestSearch, revision } from './requests.ts';
import { file, route } from './route-shape.ts';

/** Requests as the operators of their office see and judge them. Those of another office are not there at all. */
export const officeRequestSearch = requestSearch.extend({
  /** mine: those I have taken; free: those nobody has. */
  assigned: z.enum(['all', 'mine', 'free']).default('all'),
});
export const officeRequestReply = requestReply.extend({
  /** Operator who has it, by name; null: nobody. */
  assignedTo: z.string().nullable(),
  assignedToMe: z.boolean(),
});

const otherNeedsText = ({ reason, text }: { readonly reason: string; readonly text: string }): boolean => reason !== 'other' || text.trim().length > 0;

export const completionDemand = z.strictObject({ revision, text: officeText });
export const requestRefusal = z.strictObject({ revision, reason: z.enum(REFUSAL_REASONS), text: officeText }).refine(otherNeedsText, { path: ['text'] });
export const documentVerdict = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('accepted') }),
  z.strictObject({ verdict: z.literal('refused'), reason: z.enum(DOCUMENT_REFUSALS), text: officeText }).refine(otherNeedsText, { path: ['text'] }),
]);

const office = { auth: 'account', permission: 'requests.judge' } as const;
const atRevision = z.strictObject({ revision });
const REQUEST = '/v1/office/requests/:requestId';
const DOCUMENT = `${REQUEST}/documents/:documentId` as const;

export const OFFICE_REQUEST_ROUTES = {
  searchOfficeRequests: route({ ...office, method: 'POST', path: '/v1/office/requests/search', summary: 'Requests of my office', body: officeRequestSearch, reply: requestPage }),
  readOfficeRequest: route({ ...office, method: 'GET', path: REQUEST, summary: 'A request of my office, whole', reply: officeRequestReply }),
  takeRequest: route({ ...office, method: 'POST', path: `${REQUEST}/taking`, summary: 'Begin to check a request, or take it over', idempotent: true, body: atRevision, reply: requestChange }),
  askCompletion: route({ ...office, method: 'POST', path: `${REQUEST}/completion-demands`, summary: 'Ask the holder for what is missing', idempotent: true, body: completionDemand, reply: requestChange }),
  acceptRequest: route({ ...office, method: 'POST', path: `${REQUEST}/acceptance`, summary: 'Accept a request', idempotent: true, body: atRevision, reply: requestChange }),
  refuseRequest: route({ ...office, method: 'POST', path: `${REQUEST}/refusal`, summary: 'Refuse a request for good', idempotent: true, body: requestRefusal, reply: requestChange }),
  judgeDocument: route({ ...office, method: 'PUT', path: `${DOCUMENT}/verdict`, summary: 'Accept or refuse a document', idempotent: true, body: documentVerdict, reply: documentReply }),
  downloadOfficeDocument: route({ ...office, method: 'GET', path: `${DOCUMENT}/content`, summary: 'A document of a request of my office', reply: file, binary: true }),
};

export type OfficeRequestSearch = z.output<typeof officeRequestSearch>;
export type OfficeRequestReply = z.infer<typeof officeRequestReply>;
export type CompletionDemand = z.output<typeof completionDemand>;
export type RequestRefusal = z.output<typeof requestRefusal>;
export type DocumentVerdict = z.output<typeof documentVerdict>;
