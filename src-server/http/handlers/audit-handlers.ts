import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AUDIT_ROUTES } from '../../../src-shared/http/audit.ts';
import type { Deps } from '../../deps.ts';
import { listAuditHeads } from '../../repositories/audit-heads.ts';
import { searchAudit } from '../../repositories/audit-rows.ts';
import type { HandlersOf } from '../route.ts';

const HEADS_SERVED = 100;

export function auditHandlers({ db }: Deps): HandlersOf<typeof AUDIT_ROUTES> {
  return {
    auditHeads: async () => ({ heads: (await listAuditHeads(db, HEADS_SERVED)).map(({ seq, at, jws }) => ({ seq, at, jws })) }),
    async searchAudit({ body: { cursor, limit, ...filter } }) {
      const rows = await searchAudit(db, filter, cursor === null ? null : readCursor(cursor), limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(({ prev_hash: prevHash, ...row }) => ({ ...row, prevHash })),
        next: rows.length > limit && last !== undefined ? String(last.seq) : null,
      };
    },
  };
}

/** @throws AppError requestInvalid */
function readCursor(cursor: string): number {
  const seq = Number(cursor);
  if (!/^[1-9]\d{0,15}$/u.test(cursor) || !Number.isSafeInteger(seq)) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  return seq;
}
