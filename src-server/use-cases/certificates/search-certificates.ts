import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { certificatePage, CertificateSearch } from '../../../src-shared/http/certificates.ts';
import type { Deps } from '../../deps.ts';
import { searchIssued, type CertificateScope } from '../../repositories/issued-certificates.ts';
import { summaryOf } from './view-certificate.ts';

const PAGE = 50;
const CURSOR = /^(\d{1,16})\.([0-9A-F]{32})$/u;

/** Certificates of one's own or of one's office, the newest first. @throws AppError requestInvalid for a cursor that is none */
export async function searchCertificates({ db, catalogue, clock }: Pick<Deps, 'db' | 'catalogue' | 'clock'>, scope: CertificateScope, { text, states, cursor }: CertificateSearch): Promise<z.input<typeof certificatePage>> {
  const now = clock.now();
  const rows = await searchIssued(db, scope, { text, states, now, after: cursor === null ? null : readCursor(cursor), limit: PAGE + 1 });
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return {
    items: page.map((row) => summaryOf(row, catalogue, now)),
    next: rows.length <= PAGE || last === undefined ? null : Buffer.from(`${last.issued_at}.${last.serial}`, 'ascii').toString('base64url'),
  };
}

function readCursor(cursor: string): { readonly issuedAt: number; readonly serial: string } {
  const match = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (match === null) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  return { issuedAt: Number(match[1]), serial: match[2] ?? '' };
}
