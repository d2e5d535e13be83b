import { z } from 'zod';
import { cursor, line, pageOf, time } from './fields.ts';
import { route } from './route-shape.ts';

/** The audit chain: its signed heads, for everybody to keep, and its rows, for administrators. */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const seq = z.number().int().positive();

export const auditHeadsReply = z.strictObject({
  /** Newest first. `jws`: compact JWS of {seq, hash, at}, by a key of /.well-known/jwks.json. */
  heads: z.array(z.strictObject({ seq, at: time, jws: z.string() })),
});

export const auditSearch = z.strictObject({
  from: time.nullable(),
  /** Not included. */
  until: time.nullable(),
  event: z.string().regex(/^[A-Za-z]{1,40}\.[A-Za-z]{1,40}$/u).nullable(),
  /** Whole: a serial, an id. */
  subject: line(200).nullable(),
  cursor,
  limit: z.number().int().min(1).max(200),
});
export const auditRow = z.strictObject({
  seq,
  at: time,
  event: z.string(),
  subject: z.string(),
  /** Canonical JSON. */
  details: z.string(),
  prevHash: sha256,
  hash: sha256,
});

export const AUDIT_ROUTES = {
  auditHeads: route({ method: 'GET', path: '/v1/audit/heads', summary: 'The last hundred signed heads of the audit chain', reply: auditHeadsReply }),
  searchAudit: route({ method: 'POST', path: '/v1/audit/search', summary: 'Rows of the audit, newest first', auth: 'account', permission: 'audit.read', body: auditSearch, reply: pageOf(auditRow) }),
};
