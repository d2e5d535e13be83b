import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import type { RateLimit } from '../../limits/rate-limit.ts';
import { requestPdf } from '../../paper/request-pdf.ts';
import { findOffice } from '../../repositories/offices.ts';
import { takeRates } from '../../limits/take-rates.ts';
import { officeOf } from '../offices/view-office.ts';
import { ownRequest } from './own-request.ts';
import { viewRequest } from './view-request.ts';

/** Making a PDF is the dearest thing that a GET asks for. */
export const PRINTS: RateLimit = { name: 'requests.print', windows: [{ max: 10, ms: 60_000 }, { max: 120, ms: 60 * 60_000 }] };

/** A request on paper, in the person's language. @throws AppError notFound | tooManyRequests {retryAfterSeconds} */
export async function printRequest(deps: Deps, call: { readonly params: { readonly requestId: string }; readonly actor: Actor }): Promise<SentFile> {
  const { db, clock, config, catalogue } = deps;
  const request = await ownRequest(db, call, null);
  await db.transaction().execute((trx) => takeRates(trx, deps, [{ limit: PRINTS, subject: call.actor.accountId }], clock.now()));
  const view = await viewRequest(db, catalogue, request, 'holder');
  const office = await findOffice(db, request.office_id);
  if (office === null) throw new Error('a request without its office');
  const { language } = call.actor;
  const bytes = await requestPdf({
    request: view,
    product: catalogue.find(request.product_id),
    office: officeOf(office),
    provider: config.provider,
    language,
    timeZone: config.timeZone,
    at: clock.now(),
  });
  return { type: 'application/pdf', bytes, fileName: `${language === 'fr' ? 'demande' : 'request'}-${request.number}.pdf`, maxAge: 0 };
}
