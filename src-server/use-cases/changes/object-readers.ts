import type { ChangeItem, ChangeKind } from '../../../src-shared/http/changes.ts';
import type { Deps } from '../../deps.ts';
import {
  accountsById,
  appointmentsById,
  associatedBySha256,
  auditRowsBySeq,
  certificatesBySerial,
  documentsOfRequests,
  eventsOfRequests,
  productsOfRequests,
  renewalsOf,
  requestsById,
  serialsAskedFor,
} from '../../repositories/objects-of-account.ts';
import { listOffices } from '../../repositories/offices.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { viewAssociated } from '../accounts/own/own-certificates.ts';
import { journalEntryOf } from '../accounts/own/own-journal.ts';
import { whoIs } from '../accounts/own/view-account.ts';
import { appointmentOf } from '../appointments/view-appointment.ts';
import { certificateOf } from '../certificates/view-certificate.ts';
import { officeOf } from '../offices/view-office.ts';
import { requestOf } from '../requests/view-request.ts';

type DataOf<Kind extends ChangeKind> = NonNullable<Extract<ChangeItem, { kind: Kind }>['data']>;
export type ReadingDeps = Pick<Deps, 'catalogue' | 'clock' | 'config' | 'terms'>;
/** Objects of one account by their ids, as they are; a fixed number of queries, however many they are. */
type ObjectReader<Kind extends ChangeKind> = (deps: ReadingDeps, db: Queryable, accountId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, DataOf<Kind>>>;

/** One for each kind: a kind without one does not compile. */
export const OBJECT_READERS: { readonly [Kind in ChangeKind]: ObjectReader<Kind> } = {
  account: async (deps, db, accountId, ids) => new Map((await accountsById(db, accountId, ids)).map((row) => [row.id, whoIs(deps, row)])),

  signInCertificate: async (_deps, db, accountId, ids) => new Map((await associatedBySha256(db, accountId, ids)).map((row) => [row.sha256, viewAssociated(row)])),

  request: async ({ catalogue }, db, accountId, ids) => {
    const requests = await requestsById(db, accountId, ids);
    const found = requests.map(({ id }) => id);
    if (found.length === 0) return new Map();
    const documents = Map.groupBy(await documentsOfRequests(db, found), (row) => row.request_id);
    const events = Map.groupBy(await eventsOfRequests(db, found), (row) => row.request_id);
    return new Map(requests.map((row) => [row.id, requestOf(catalogue, row, documents.get(row.id) ?? [], events.get(row.id) ?? [], 'holder')]));
  },

  certificate: async ({ catalogue, clock }, db, accountId, serials) => {
    const rows = await certificatesBySerial(db, accountId, serials);
    const requestIds = rows.flatMap(({ request_id: id }) => (id === null ? [] : [id]));
    const renewals = await renewalsOf(db, serials);
    const asked = await serialsAskedFor(db, serials);
    const products = requestIds.length === 0 ? new Map<string, string>() : await productsOfRequests(db, requestIds);
    const now = clock.now();
    return new Map(
      rows.map((row) => {
        const around = { renewedBy: renewals.get(row.serial) ?? null, asked: asked.has(row.serial), productId: products.get(row.request_id ?? '') ?? null };
        return [row.serial, certificateOf(row, around, catalogue, now)];
      }),
    );
  },

  appointment: async (deps, db, accountId, ids) => {
    const zones = new Map((await listOffices(db)).map((office) => [office.id, officeOf(office).opening.timeZone]));
    return new Map((await appointmentsById(db, accountId, ids)).map((row) => [row.id, appointmentOf(deps, row, zones.get(row.office_id) ?? deps.config.timeZone)]));
  },

  journal: async (_deps, db, accountId, ids) => new Map((await auditRowsBySeq(db, accountId, ids.map(Number))).map((row) => [String(row.seq), journalEntryOf(row)])),
};
