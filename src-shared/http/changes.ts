import { z } from 'zod';
import { appointmentReply } from './appointments.ts';
import { certificateReply } from './certificates.ts';
import { cursor, time } from './fields.ts';
import { accountCertificate, accountReply, journalEntry } from './own-account.ts';
import { requestReply } from './requests.ts';
import { events, route } from './route-shape.ts';

/**
 * What changed of one's own account since a cursor: whole objects as they are now, each once, in the order of their last change. What only
 * passing time, the catalogue or the terms in force change is not told: a copy computes it.
 */
export const CHANGES_MAX = 500;

/** `id`: of the object, as its data call it. `revision` only grows. `data` null: it is gone. */
const told = <const Kind extends string, Data extends z.ZodType>(kind: Kind, data: Data) =>
  z.strictObject({ kind: z.literal(kind), id: z.string(), revision: z.number().int().positive(), at: time, data: data.nullable() });

export const changeItem = z.discriminatedUnion('kind', [
  told('account', accountReply.omit({ session: true, now: true })),
  told('signInCertificate', accountCertificate),
  told('request', requestReply),
  told('certificate', certificateReply),
  told('appointment', appointmentReply),
  /** One for each line; they never change. */
  told('journal', journalEntry),
]);

export const changesRequest = z.strictObject({
  /** `next` of the page before; null: everything from the beginning. */
  cursor,
  limit: z.number().int().min(1).max(CHANGES_MAX),
});
export const changesReply = z.strictObject({
  items: z.array(changeItem),
  /** Opaque; good for ever and on every instance, until the authority says `cursorUnknown`: then everything is read anew. */
  next: z.string(),
  /** Nothing came after this page when it was read. */
  upToDate: z.boolean(),
});

const own = { auth: 'account', permission: 'account.own' } as const;

export const CHANGE_ROUTES = {
  readChanges: route({ ...own, method: 'POST', path: '/v1/changes', summary: 'What changed of my account since a cursor', unattended: true, body: changesRequest, reply: changesReply }),
  /** `event: changed` with the newest revision: ask `readChanges`, as after each new connection. */
  streamChanges: route({ ...own, method: 'GET', path: '/v1/changes/stream', summary: 'Word of each change of my account, while it is open', unattended: true, reply: events, events: true }),
};

export type ChangeKind = z.infer<typeof changeItem>['kind'];
export type ChangeItem = z.infer<typeof changeItem>;
export type ChangesRequest = z.output<typeof changesRequest>;
export type ChangesReply = z.infer<typeof changesReply>;
